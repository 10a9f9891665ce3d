// Snapshots and forks of tenants.

import Emulator
import JSON

/// Snapshots of the selected tenant.
enum Snapshots {
    static let handlers: [String: Handler] = [
        "listSnapshots": list,
        "takeSnapshot": take,
        "restoreSnapshot": restore,
        "deleteSnapshot": delete,
        "forkTenant": fork,
    ]

    static func json(_ snapshot: Snapshot) -> JSON {
        [
            "name": .string(snapshot.name), "tenant": .string(snapshot.tenant),
            "taken": .string(snapshot.taken.text(.zoned)), "size": .int(snapshot.size),
        ]
    }

    private static func list(_ call: Call) throws -> Reply {
        .json(["snapshots": .array(call.tenant.snapshots.all.map(json))])
    }

    private static func take(_ call: Call) throws -> Reply {
        let name = call.path("name")
        return .alone {
            try call.emulator.takeSnapshot(name, of: call.tenant)
            return .json(json(try call.tenant.snapshots.find(name)))
        }
    }

    private static func restore(_ call: Call) throws -> Reply {
        let snapshot = try call.tenant.snapshots.find(call.path("name"))
        return .alone {
            try call.emulator.restore(snapshot, into: call.tenant)
            return .json(json(snapshot))
        }
    }

    private static func delete(_ call: Call) throws -> Reply {
        try call.tenant.snapshots.remove(call.path("name"))
        return .empty(204)
    }

    private static func fork(_ call: Call) throws -> Reply {
        let name = call.path("name")
        guard let tenant = call.emulator.tenants[name] else { throw Problem.notFound("Tenant \(name)") }
        let copy = call.body["name"]?.string ?? ""
        return .alone {
            guard call.emulator.tenants[name] === tenant else { throw Problem.notFound("Tenant \(name)") }
            try call.emulator.fork(tenant, as: copy)
            return .json(
                TenantSummary.json(
                    name: copy, origin: Tenants.serverURL(call),
                    external: call.emulator.configuration.externalURLs, platforms: call.emulator.platforms),
                status: 201)
        }
    }
}
