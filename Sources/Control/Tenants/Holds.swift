// Tenants that move to another server.

import Emulator

/// Holding tenants while they are copied, and letting them go.
enum Holds {
    static let handlers: [String: Handler] = [
        "holdTenant": hold,
        "releaseTenant": release,
    ]

    private static func hold(_ call: Call) throws -> Reply {
        let name = call.path("name")
        guard call.emulator.tenants[name] != nil else { throw Problem.notFound("Tenant \(name)") }
        return .alone { .json(Snapshots.json(try call.emulator.hold(name))) }
    }

    private static func release(_ call: Call) throws -> Reply {
        try call.emulator.release(call.path("name"))
        return .empty(204)
    }
}
