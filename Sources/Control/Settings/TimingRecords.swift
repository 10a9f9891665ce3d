// How long transitions wait.

import Emulator
import JSON

/// The timings of the tenant that the request chooses.
enum TimingRecords {
    static let handlers: [String: Handler] = [
        "getTimings": { call in .json(call.tenant.timings.json) },
        "updateTimings": update,
    ]

    private static func update(_ call: Call) throws -> Reply {
        try call.tenant.change(timings: call.body)
        return .json(call.tenant.timings.json)
    }
}
