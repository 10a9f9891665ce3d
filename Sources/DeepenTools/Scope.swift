// What the path of a request names: a client that the token has access to, or an object of such a client.

import Emulator
import Store

/// The scopes by `x-scope` name, each with its check. An unknown object is a 404, one of another client a 403
/// (specification, "Errors").
enum Scope {
    static let scopes: [String: @Sendable (Call) throws -> Void] = [
        "client": client,
        "dataset": { call in _ = try DatasetKey(call.path("datasetId"), for: call) },
        "profile": { call in
            let id = call.path("profileId")
            try check(call, "SELECT client_id FROM tools_profiles WHERE id = ?", id, unknown: .unknownProfile(id))
        },
        "user-group": { call in
            let id = call.path("userGroupId")
            try check(call, "SELECT client_id FROM tools_user_groups WHERE id = ?", id, unknown: .unknownUserGroup(id))
        },
        "task": { call in
            let id = call.path("taskId")
            let query: SQL = """
                SELECT client_id FROM tools_datasets WHERE seq = (SELECT dataset FROM tools_tasks WHERE id = ?)
                """
            try check(call, query, id, unknown: .unknownTask(id))
        },
        "issue": { call in
            let id = call.path("issueId")
            let query: SQL = """
                SELECT client_id FROM tools_datasets WHERE seq = (SELECT dataset FROM tools_issues WHERE id = ?)
                """
            try check(call, query, id, unknown: .unknownIssue(id))
        },
    ]

    /// Some token of this tenant must have access to the client (else 404), and so must this one (else 403).
    private static func client(_ call: Call) throws {
        let id = call.path("clientId")
        guard !call.caller.mayUse(client: id) else { return }
        guard call.tenant.credentials.isKnown(client: id, platform: DeepenTools.id) else {
            throw Problem.notFound("Client \(id)")
        }
        throw Problem.otherClient(id)
    }

    private static func check(_ call: Call, _ query: SQL, _ id: String, unknown: Problem) throws {
        guard let client = try call.database.scalarText(query, .text(id)) else { throw unknown }
        guard call.caller.mayUse(client: client) else { throw Problem.otherClient(client) }
    }
}
