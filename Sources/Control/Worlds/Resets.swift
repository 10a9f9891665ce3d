// Back to the beginning: one tenant, all at once.

import Emulator
import JSON

/// Reset of the tenant that the request chooses.
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
