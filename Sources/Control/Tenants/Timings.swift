// How long transitions take.

import Emulator
import JSON

/// The timings of the selected tenant.
enum Timings {
    static let handlers: [String: Handler] = [
        "getTimings": { call in .json(call.tenant.timings.json) },
        "updateTimings": update,
    ]

    private static func update(_ call: Call) throws -> Reply {
        try call.tenant.change(timings: call.body)
        return .json(call.tenant.timings.json)
    }
}
