// The state of a new tenant beside its data: the seed of its ids, and its clock.

import JSON

/// The seed and the clock of a tenant after a reset.
struct InitialState: Sendable {
    let seed: UInt64
    let clock: Clock

    init(seed: UInt64, clock: Clock) {
        self.seed = seed
        self.clock = clock
    }

    /// - Throws: ``Problem`` 400 when it is malformed.
    init(json: JSON, wall: Int) throws {
        guard let seed = json["seed"]?.string.flatMap({ UInt64($0) }),
            let mode = json["mode"]?.string.flatMap(Clock.Mode.init), mode != .running,
            let now = json["now"]?.string.flatMap(Instant.init(text:)), let step = json["step_ms"]?.int,
            Clock.steps.contains(step)
        else {
            throw Problem.badRequest(
                "beginning must have the seed, mode, now and step_ms of a recording.", field: "beginning")
        }
        self.init(seed: seed, clock: Clock(mode: mode, now: now, wall: wall, stepMilliseconds: step))
    }

    var json: JSON {
        [
            "seed": .string(String(seed)), "mode": .string(clock.mode.rawValue),
            "now": .string(clock.now(wall: 0).text(.zoned)), "step_ms": .int(clock.stepMilliseconds),
        ]
    }
}
