// The two forms in which times are sent: without a zone by the older resources, with one by the newer.

import Emulator
import JSON

/// How much of a time an answer of an older resource shows (specification, section 1.3).
enum TimePrecision {
    /// All of it: in the answer that creates the record.
    case exact
    /// Whole milliseconds: in every later answer.
    case milliseconds
}

extension JSONWriter {
    /// Writes a time member of an older resource, without a zone; `null` for nil.
    mutating func spacedTime(
        _ name: StaticString, _ microseconds: Int?, _ precision: TimePrecision = .milliseconds
    ) {
        key(name)
        guard let microseconds else { return null() }
        let instant = Instant(microseconds: microseconds)
        self.instant(precision == .exact ? instant : instant.truncatedToMilliseconds, .spaced)
    }

    /// Writes `time_created` and `time_updated` of an older resource.
    mutating func spacedTimes(created: Int, updated: Int, _ precision: TimePrecision) {
        spacedTime("time_created", created, precision)
        spacedTime("time_updated", updated, precision)
    }

    /// The same for datasets and their images: in the answer that creates one, the second time is a few microseconds
    /// behind the first. In whole milliseconds both are equal.
    mutating func spacedTimesApart(created: Int, updated: Int, _ precision: TimePrecision) {
        spacedTimes(
            created: created, updated: precision == .exact ? updated + 8 + created / 7 % 5 : updated, precision)
    }

    /// Writes a time member of a newer resource, with its zone; `null` for nil.
    mutating func zonedTime(_ name: StaticString, _ microseconds: Int?) {
        key(name)
        guard let microseconds else { return null() }
        instant(Instant(microseconds: microseconds), .zoned)
    }
}
