// Tenants: list, create, delete.

import Emulator
import JSON

/// The tenants of this server.
enum Tenants {
    static let handlers: [String: Handler] = [
        "listTenants": list,
        "createTenant": create,
        "getTenant": get,
        "deleteTenant": delete,
    ]

    private static func list(_ call: Call) throws -> Reply {
        .json([
            "tenants": .array(
                call.emulator.tenants.all.map { tenant in
                    [
                        "name": .string(tenant.name),
                        "created": .string(tenant.created.text(.zoned)),
                        "default": .bool(tenant.name == Tenant.defaultName),
                    ]
                })
        ])
    }

    /// Creates a tenant, with a generated name when none is given. Its clock and seed may differ from the default.
    private static func create(_ call: Call) throws -> Reply {
        let policy = call.emulator.tenants.policy
        let name = call.body["name"]?.string ?? freeName(call)
        let clock = call.body["clock"]
        let base = policy.origin
        var start = base.start
        if let text = clock?["now"]?.string {
            guard let instant = Instant(text: text) else {
                throw Problem.badRequest(
                    "clock.now must be an instant such as 2026-01-01T00:00:00Z.", field: "clock.now")
            }
            start = instant
        }
        let origin = Tenant.Origin(
            seed: call.body["seed"]?.int.map { UInt64(bitPattern: Int64($0)) } ?? base.seed,
            mode: clock?["mode"]?.string.flatMap(Clock.Mode.init) ?? base.mode,
            rate: clock?["rate"]?.double ?? base.rate,
            stepMilliseconds: clock?["step_ms"]?.int ?? base.stepMilliseconds,
            start: start, timings: base.timings, journalCapacity: base.journalCapacity)
        try call.emulator.tenants.make(name, origin: origin)
        return .json(
            TenantSummary.json(
                name: name, origin: serverURL(call), external: call.emulator.configuration.externalURLs,
                platforms: call.emulator.platforms), status: 201)
    }

    private static func get(_ call: Call) throws -> Reply {
        let name = call.path("name")
        guard call.emulator.tenants[name] != nil else { throw Problem.notFound("Tenant \(name)") }
        return .json(
            TenantSummary.json(
                name: name, origin: serverURL(call), external: call.emulator.configuration.externalURLs,
                platforms: call.emulator.platforms))
    }

    private static func delete(_ call: Call) throws -> Reply {
        let name = call.path("name")
        guard let tenant = call.emulator.tenants[name] else { throw Problem.notFound("Tenant \(name)") }
        guard name == Tenant.defaultName || tenant !== call.tenant else {
            throw Problem.conflict(
                "A tenant cannot delete itself. Send the request without the tenant's prefix.")
        }
        return .alone {
            guard call.emulator.tenants[name] === tenant else { throw Problem.notFound("Tenant \(name)") }
            try VerdictCheck.keep(tenant, of: call.emulator, serverURL: serverURL(call))
            try call.emulator.delete(tenant)
            return .empty(204)
        }
    }

    /// The URL at which the client reached the server, without a tenant's prefix.
    static func serverURL(_ call: Call) -> String {
        let prefix = "/t/\(call.tenant.name)"
        return call.links.base.hasSuffix(prefix) ? String(call.links.base.dropLast(prefix.count)) : call.links.base
    }

    private static func freeName(_ call: Call) -> String {
        var name: String
        repeat {
            name = "t-" + call.tenant.identifiers.alphanumeric(8).lowercased()
        } while call.emulator.tenants[name] != nil
        return name
    }
}
