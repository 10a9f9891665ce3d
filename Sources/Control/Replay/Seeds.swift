// Seeds: initial data that goes through the same checks and stores as any request.

import Emulator
import JSON

/// Applies seeds to the selected tenant.
enum Seeds {
    static let handlers: [String: Handler] = [
        "applySeed": apply
    ]

    private static func apply(_ call: Call) throws -> Reply {
        let run = try SeedRun(call.body, for: call.tenant)
        let emulator = call.emulator
        return .slices(outlivesWorld: true) {
            guard try run.advance(in: emulator) else { return .again }
            return .done(.json(["applied": .int(run.applied)]))
        }
    }
}
