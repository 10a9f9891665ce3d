// Whether the server is up, and which version it is.

import Contract
import Emulator
import JSON
import System

/// Health and information about the process.
enum Health {
    static let handlers: [String: Handler] = [
        "getHealth": { _ in .json(["status": "ok"]) },
        "getInfo": info,
    ]

    private static func info(_ call: Call) throws -> Reply {
        let emulator = call.emulator
        let bound = emulator.catalogue.operations.count
        return .json([
            "version": .string(emulator.configuration.version),
            "pid": .int(SystemProcess.id),
            "started": .string(emulator.started.text(.zoned)),
            "uptime_seconds": .double(Double(emulator.wallMicroseconds - emulator.started.microseconds) / 1e6),
            "resident_bytes": .int(SystemProcess.residentBytes),
            "data": emulator.configuration.dataDirectory.map(JSON.string) ?? .null,
            "operations": .int(bound),
            "tenants": ["count": .int(emulator.tenants.all.count), "maximum": .int(emulator.tenants.policy.maximum)],
            "strict_tenants": .bool(emulator.tenants.policy.isStrict),
        ])
    }
}
