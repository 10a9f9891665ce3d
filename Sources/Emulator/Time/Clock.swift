// A tenant's clock: running at a rate, frozen, or stepping with each request. All emulated time comes from it.

import JSON

/// A tenant's clock, a value: it shows `base` at wall time `anchor` and moves on from there according to its mode.
public struct Clock: Sendable, Equatable {
    /// How the clock moves.
    public enum Mode: String, Sendable, CaseIterable {
        /// Follows the wall clock, `rate` times as fast.
        case running
        /// Stands still until it is set or advanced.
        case frozen
        /// Advances by `stepMilliseconds` with each request.
        case stepping
    }

    /// How the clock moves.
    public private(set) var mode: Mode
    /// Virtual seconds per wall second while running, from 0.000001 to 1,000,000.
    public private(set) var rate: Double
    /// Milliseconds that a request adds while stepping; 1 to 86,400,000.
    public private(set) var stepMilliseconds: Int
    private var base: Instant
    private var anchor: Int

    /// The default start of frozen and stepping clocks.
    public static let defaultStart = Instant(microseconds: 1_767_225_600_000_000)
    /// The rates that a clock accepts.
    public static let rates = 0.000_001...1_000_000.0
    /// The steps that a clock accepts, in milliseconds.
    public static let steps = 1...86_400_000

    /// A clock that shows `now` at wall time `wall` (microseconds).
    public init(mode: Mode, now: Instant, wall: Int, rate: Double = 1, stepMilliseconds: Int = 1000) {
        self.mode = mode
        self.rate = min(max(rate, Self.rates.lowerBound), Self.rates.upperBound)
        self.stepMilliseconds = min(max(stepMilliseconds, Self.steps.lowerBound), Self.steps.upperBound)
        base = now
        anchor = wall
    }

    /// The time that the clock shows at wall time `wall` (microseconds), which is read only when it matters.
    public func now(wall: @autoclosure () -> Int) -> Instant {
        guard mode == .running else { return base }
        return base.advanced(byMicroseconds: Self.scaled(wall() - anchor, by: rate))
    }

    /// The wall time at which the clock will show `instant`; nil when it never gets there by itself.
    public func wall(at instant: Instant) -> Int? {
        guard mode == .running else { return nil }
        let (sum, overflow) = anchor.addingReportingOverflow(
            Self.scaled(instant.microseconds(since: base), by: 1 / rate))
        return overflow ? nil : sum
    }

    /// Sets the clock to `instant`, keeping its mode.
    public mutating func set(to instant: Instant, wall: Int) {
        base = instant
        anchor = wall
    }

    /// Changes how the clock moves from now on, without moving it.
    public mutating func change(mode: Mode?, rate: Double?, stepMilliseconds: Int?, wall: Int) {
        base = now(wall: wall)
        anchor = wall
        self.mode = mode ?? self.mode
        self.rate = rate ?? self.rate
        self.stepMilliseconds = stepMilliseconds ?? self.stepMilliseconds
    }

    /// Advances a stepping clock by one request.
    public mutating func step() {
        guard mode == .stepping else { return }
        base = base.advanced(byMilliseconds: stepMilliseconds)
    }

    private static func scaled(_ microseconds: Int, by factor: Double) -> Int {
        guard factor != 1 else { return microseconds }
        let product = (Double(microseconds) * factor).rounded(.down)
        return product >= 9e18 ? .max / 2 : product <= -9e18 ? .min / 2 : Int(product)
    }
}

extension Clock {
    /// The clock as it is stored.
    var stored: JSON {
        .object([
            "mode": .string(mode.rawValue), "rate": .double(rate), "step": .int(stepMilliseconds),
            "base": .int(base.microseconds), "anchor": .int(anchor),
        ])
    }

    /// A clock from its stored form; nil when that is malformed.
    init?(stored: JSON) {
        guard let mode = stored["mode"]?.string.flatMap(Mode.init), let rate = stored["rate"]?.double,
            let step = stored["step"]?.int, let base = stored["base"]?.int, let anchor = stored["anchor"]?.int,
            Self.rates.contains(rate), step >= 0,
            (Instant.earliest.microseconds...Instant.latest.microseconds).contains(anchor)
        else { return nil }
        self.init(mode: mode, now: Instant(microseconds: base), wall: anchor, rate: rate, stepMilliseconds: step)
    }
}
