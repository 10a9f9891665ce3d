// Who may do what with a dataset. Stored and shown, but not enforced: here the tokens alone decide.

import Emulator
import JSON
import Store

/// Scopes of users and user groups on datasets (specification, "Scopes and profile image").
enum UserScopes {
    static let handlers: [String: Handler] = [
        "updateDatasetUserScopes": update
    ]

    private static func update(_ call: Call) throws -> Reply {
        try call.database.execute(
            "UPDATE tools_datasets SET user_scopes_json = ?, group_scopes_json = ? WHERE seq = ?",
            .text((call.body["user_scopes"] ?? []).description),
            .text((call.body["user_group_scopes"] ?? []).description), .int(try call.dataset().seq))
        return .empty(200)
    }

    /// Removes a group that is about to be deleted from the scopes of every dataset.
    static func remove(group id: String, in database: Database) throws {
        let datasets = try database.all(
            """
            SELECT seq, group_scopes_json FROM tools_datasets
            WHERE client_id = (SELECT client_id FROM tools_user_groups WHERE id = ?1) AND instr(group_scopes_json, ?1)
            """,
            .text(id)
        ) { (seq: $0.int(0), scopes: try JSON(parsing: $0.text(1))) }
        for dataset in datasets {
            let left = (dataset.scopes.array ?? []).filter { $0["user_group_id"]?.string != id }
            try database.execute(
                "UPDATE tools_datasets SET group_scopes_json = ? WHERE seq = ?", .text(JSON.array(left).description),
                .int(dataset.seq))
        }
    }
}
