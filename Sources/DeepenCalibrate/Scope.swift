// What the path of a request names: a client that the token has access to, or a calibration of such a client.

import Emulator
import Store

/// The scopes by `x-scope` name, each with its check.
enum Scope {
    static let scopes: [String: @Sendable (Call) throws -> Void] = [
        "client": client,
        "dataset": dataset,
    ]

    /// Some token of this tenant must have access to the client (else 404), and so must this one (else 403).
    private static func client(_ call: Call) throws {
        let id = call.path("clientId")
        guard !call.caller.mayUse(client: id) else { return }
        guard call.tenant.credentials.isKnown(client: id, platform: DeepenCalibrate.id) else {
            throw Problem.notFound("Client \(id)")
        }
        throw Problem.otherClient(id)
    }

    /// An unknown calibration is a 404, one of a client that this token has no access to a 403. Groups differ: those of
    /// another client look unknown (specification, "modify").
    private static func dataset(_ call: Call) throws {
        let id = call.path("datasetId")
        let client = try call.database.scalarText(
            "SELECT client_id FROM calibrate_calibrations WHERE id = ?", .text(id))
        guard let client else { throw Problem.notFound("Dataset \(id)") }
        guard call.caller.mayUse(client: client) else { throw Problem.otherClient(client) }
    }
}
