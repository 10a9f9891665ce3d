// What the path of a request names: a client that the token opens, and a calibration of such a client.

import Emulator

/// Scope resolvers by `x-scope` name.
enum Scope {
    static let resolvers: [String: @Sendable (Call) throws -> Void] = [
        "client": client,
        "dataset": dataset,
    ]

    /// The client must be one that some token of this tenant opens (404), and this token too (403).
    private static func client(_ call: Call) throws {
        let id = call.path("clientId")
        guard !call.caller.mayUse(client: id) else { return }
        guard call.tenant.credentials.isKnown(client: id, platform: DeepenCalibrate.id) else {
            throw Problem.notFound("Client \(id)")
        }
        throw Problem.forbidden("This token does not open client \(id).")
    }

    /// A calibration of a client that this token does not open looks unknown, so that ids do not leak.
    private static func dataset(_ call: Call) throws {
        let id = call.path("datasetId")
        let client = try call.database.first(
            "SELECT client_id FROM calibrate_calibrations WHERE id = ?", .text(id)
        ) { $0.text(0) }
        guard let client, call.caller.mayUse(client: client) else { throw Problem.notFound("Dataset \(id)") }
    }
}
