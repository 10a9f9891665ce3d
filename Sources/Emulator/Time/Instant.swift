// A point in time as the emulator counts it, and the text forms in which the platforms write it.

import JSON

/// A point on a tenant's clock: microseconds since 1970-01-01T00:00:00Z, always UTC.
public struct Instant: Sendable, Hashable, Comparable {
    /// Microseconds since 1970-01-01T00:00:00Z.
    public let microseconds: Int

    /// The earliest and the latest instant whose year has four digits; everything is kept between them.
    public static let earliest = Instant(unclamped: -62_135_596_800_000_000)
    /// The end of the year 9999.
    public static let latest = Instant(unclamped: 253_402_300_799_999_999)

    /// An instant by its distance from 1970, cut to the years 1 to 9999.
    public init(microseconds: Int) {
        self.microseconds = min(max(microseconds, Self.earliest.microseconds), Self.latest.microseconds)
    }

    private init(unclamped microseconds: Int) {
        self.microseconds = microseconds
    }

    /// Whole seconds since 1970, rounded down.
    public var unixSeconds: Int {
        microseconds >= 0 ? microseconds / 1_000_000 : (microseconds - 999_999) / 1_000_000
    }

    /// The same instant with everything below the millisecond cut off.
    public var truncatedToMilliseconds: Instant {
        Instant(microseconds: microseconds - fractionMicroseconds % 1000)
    }

    /// This instant moved by a number of microseconds, which may be negative; cut to the years 1 to 9999.
    public func advanced(byMicroseconds delta: Int) -> Instant {
        let (sum, overflow) = microseconds.addingReportingOverflow(delta)
        return overflow ? (delta > 0 ? .latest : .earliest) : Instant(microseconds: sum)
    }

    /// This instant moved by milliseconds.
    public func advanced(byMilliseconds delta: Int) -> Instant {
        let (product, overflow) = delta.multipliedReportingOverflow(by: 1000)
        return overflow ? (delta > 0 ? .latest : .earliest) : advanced(byMicroseconds: product)
    }

    /// This instant moved by whole seconds.
    public func advanced(bySeconds delta: Int) -> Instant {
        let (product, overflow) = delta.multipliedReportingOverflow(by: 1_000_000)
        return overflow ? (delta > 0 ? .latest : .earliest) : advanced(byMicroseconds: product)
    }

    /// Microseconds from `other` to this instant.
    public func microseconds(since other: Instant) -> Int {
        microseconds - other.microseconds
    }

    /// Whether `left` is before `right`.
    public static func < (left: Instant, right: Instant) -> Bool {
        left.microseconds < right.microseconds
    }

    var fractionMicroseconds: Int {
        let rest = microseconds % 1_000_000
        return rest < 0 ? rest + 1_000_000 : rest
    }
}
