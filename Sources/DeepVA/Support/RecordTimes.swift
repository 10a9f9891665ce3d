// The two formats of times: older resources have no zone, newer ones have one.

import Emulator
import JSON

/// The precision of times of older resources (specification, section 1.3).
enum TimePrecision {
    /// Microseconds, in the response that creates the record.
    case exact
    /// Milliseconds, in every later response.
    case milliseconds
}

extension JSONWriter {
    /// Writes a time member of an older resource, without a zone; `null` for nil.
    mutating func spacedTime(
        _ name: StaticString, _ microseconds: Int?, _ precision: TimePrecision = .milliseconds
    ) {
        guard let microseconds else { return field(name, raw: "null") }
        let instant = Instant(microseconds: microseconds)
        field(name, precision == .exact ? instant : instant.truncatedToMilliseconds, .spaced)
    }

    /// Writes `time_created` and `time_updated` of an older resource.
    mutating func spacedTimes(created: Int, updated: Int, _ precision: TimePrecision) {
        spacedTime("time_created", created, precision)
        spacedTime("time_updated", updated, precision)
    }

    /// The same for datasets and images. In the response that creates one, the second time is a few microseconds after the
    /// first.
    mutating func spacedTimesApart(created: Int, updated: Int, _ precision: TimePrecision) {
        spacedTimes(
            created: created, updated: precision == .exact ? updated + 8 + created / 7 % 5 : updated, precision)
    }

    /// Writes a time member of a newer resource, with its zone; `null` for nil.
    mutating func zonedTime(_ name: StaticString, _ microseconds: Int?) {
        guard let microseconds else { return field(name, raw: "null") }
        field(name, Instant(microseconds: microseconds), .zoned)
    }
}
