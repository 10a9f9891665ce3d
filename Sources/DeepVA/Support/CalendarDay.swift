// A date without a time, for reports and the knowledge graph.

import Emulator

/// A day of the calendar.
struct CalendarDay: Sendable, Equatable {
    let year: Int
    let month: Int
    let day: Int

    init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// The day of an instant, in UTC.
    init(_ instant: Instant) {
        let civil = instant.civil
        self.init(year: civil.year, month: civil.month, day: civil.day)
    }

    /// Reads `YYYY-MM-DD`; nil for anything else and for days that do not exist.
    init?(iso text: String) {
        guard text.utf8.count == 10, let instant = Instant(text: text + "T00:00:00Z") else { return nil }
        self.init(instant)
    }

    /// `DD.MM.YYYY`.
    var dotted: String { "\(Self.digits(day, 2)).\(Self.digits(month, 2)).\(Self.digits(year, 4))" }

    private static func digits(_ value: Int, _ count: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }
}
