// Writing and reading instants as text: ISO 8601 with a zone, and the zoneless form some platforms use.

import JSON
import System

extension Instant {
    /// How an instant is written.
    public enum TextForm: Sendable {
        /// `YYYY-MM-DD HH:MM:SS.ffffff`, no zone.
        case spaced
        /// `YYYY-MM-DDTHH:MM:SS.ffffffZ`.
        case zoned
        /// `YYYY-MM-DDTHH:MM:SSZ`.
        case zonedSeconds
    }

    /// The instant in one of the text forms.
    public func text(_ form: TextForm) -> String {
        String(decoding: utf8(form), as: UTF8.self)
    }

    /// The instant in one of the text forms, as ASCII bytes.
    public func utf8(_ form: TextForm) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(addingCapacity: Self.longestText) { append(form, to: &$0) }
        return bytes
    }

    /// The bytes of the longest text form.
    fileprivate static let longestText = 27

    fileprivate func append(_ form: TextForm, to output: inout OutputSpan<UInt8>) {
        let date = civil
        output.append(twoDigits: date.year / 100)
        output.append(twoDigits: date.year % 100)
        output.append(UInt8(ascii: "-"))
        output.append(twoDigits: date.month)
        output.append(UInt8(ascii: "-"))
        output.append(twoDigits: date.day)
        output.append(form == .spaced ? UInt8(ascii: " ") : UInt8(ascii: "T"))
        output.append(twoDigits: date.hour)
        output.append(UInt8(ascii: ":"))
        output.append(twoDigits: date.minute)
        output.append(UInt8(ascii: ":"))
        output.append(twoDigits: date.second)
        if form != .zonedSeconds {
            let fraction = fractionMicroseconds
            output.append(UInt8(ascii: "."))
            output.append(twoDigits: fraction / 10_000)
            output.append(twoDigits: fraction / 100 % 100)
            output.append(twoDigits: fraction % 100)
        }
        if form != .spaced { output.append(UInt8(ascii: "Z")) }
    }

    /// Reads `YYYY-MM-DD`, a `T` or a space, `HH:MM:SS`, an optional fraction of 1 to 9 digits (cut to microseconds) and
    /// an optional `Z` or `+00:00` style offset. Nil when the text is anything else or not a real date.
    public init?(text: String) {
        var reader = Reader(bytes: Array(text.utf8))
        guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
            let day = reader.number(2), reader.take("T") || reader.take("t") || reader.take(" "),
            let hour = reader.number(2), reader.take(":"), let minute = reader.number(2), reader.take(":"),
            let second = reader.number(2), year >= 1, (1...12).contains(month), hour < 24, minute < 60, second < 60,
            day >= 1, day <= Self.daysInMonth(month, year: year)
        else { return nil }
        var fraction = 0
        if reader.take(".") {
            guard let micros = reader.fraction() else { return nil }
            fraction = micros
        }
        guard let offsetSeconds = reader.offset(), reader.isAtEnd else { return nil }
        let seconds = Self.daysFromCivil(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offsetSeconds
        self.init(microseconds: seconds * 1_000_000 + fraction)
    }

    /// Year, month, day and time of day in UTC.
    public var civil: (year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        let seconds = unixSeconds
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let rest = seconds - days * 86_400
        // Howard Hinnant's civil-from-days, in whole-number arithmetic over 400-year eras.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthIndex + 2) / 5 + 1
        let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, day, rest / 3600, rest / 60 % 60, rest % 60)
    }

    private static func daysFromCivil(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func daysInMonth(_ month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// A cursor over the text of an instant.
    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        init(bytes: [UInt8]) {
            self.bytes = bytes
        }

        var isAtEnd: Bool { position == bytes.count }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
            position += 1
            return true
        }

        mutating func digit() -> Int? {
            guard position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) else {
                return nil
            }
            position += 1
            return Int(bytes[position - 1] - UInt8(ascii: "0"))
        }

        mutating func number(_ digits: Int) -> Int? {
            var value = 0
            for _ in 0..<digits {
                guard let digit = digit() else { return nil }
                value = value * 10 + digit
            }
            return value
        }

        mutating func fraction() -> Int? {
            var micros = 0
            var count = 0
            while let digit = digit() {
                if count < 6 { micros = micros * 10 + digit }
                count += 1
            }
            guard (1...9).contains(count) else { return nil }
            for _ in min(count, 6)..<6 { micros *= 10 }
            return micros
        }

        mutating func offset() -> Int? {
            if isAtEnd || take("Z") || take("z") { return 0 }
            let sign = take("+") ? 1 : take("-") ? -1 : 0
            guard sign != 0, let hours = number(2), hours < 24 else { return nil }
            _ = take(":")
            guard let minutes = number(2), minutes < 60 else { return nil }
            return sign * (hours * 3600 + minutes * 60)
        }
    }
}

extension JSONWriter {
    /// Writes an instant as a JSON string in one of its text forms.
    public mutating func instant(_ instant: Instant, _ form: Instant.TextForm) {
        plainString(Instant.longestText) { instant.append(form, to: &$0) }
    }

    /// Writes a member that is an instant in one of its text forms.
    public mutating func field(_ name: StaticString, _ instant: Instant, _ form: Instant.TextForm) {
        field(name, plain: Instant.longestText) { instant.append(form, to: &$0) }
    }
}
