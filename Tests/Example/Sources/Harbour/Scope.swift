// What the path of a request names: a berth.

import Emulator

/// Scopes by `x-scope` name.
enum Scope {
    static let scopes: [String: @Sendable (Call) throws -> Void] = [
        "berth": berth
    ]

    private static func berth(_ call: Call) throws {
        guard try BerthRecord.find(call.integer("number"), in: call.database) != nil else {
            throw Problem.notFound("Berth \(call.integer("number"))")
        }
    }
}
