// Resets a tenant to its initial state.

import Emulator
import JSON

/// Resets the selected tenant.
enum Resets {
    static let handlers: [String: Handler] = [
        "resetTenant": reset
    ]

    private static func reset(_ call: Call) throws -> Reply {
        .alone {
            try call.emulator.reset(call.tenant)
            return .json(["tenant": .string(call.tenant.name), "now": .string(call.tenant.now.text(.zoned))])
        }
    }
}
