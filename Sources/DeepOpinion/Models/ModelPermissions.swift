// Who may do something with a model.

import Emulator
import JSON
import Store

/// Operations on the permissions of models.
enum ModelPermissions {
    static let handlers: [String: Handler] = ["listModelPermissions": list]

    /// Lists the members of the workspace whose role lets them use the model.
    private static func list(_ call: Call) throws -> Reply {
        let model = try call.database.first(
            "SELECT workspace, display_name, created_by FROM studio_models WHERE id = ?",
            .int(call.integer("model_id"))
        ) { (workspace: $0.int(0), name: $0.text(1), creator: $0.optionalInt(2)) }
        guard let model else { throw Problem.unknownModel }
        return try .json { writer in
            writer.beginArray()
            try call.database.each(
                "SELECT id, role, user FROM studio_members WHERE workspace = ? ORDER BY id", .int(model.workspace)
            ) { row in
                let role = row.int(2) == model.creator ? .manager : WorkspaceRole(rawValue: row.text(1))?.onModels
                guard let role else { return }
                writer.beginObject()
                writer.field("id", row.int(0))
                writer.field("model", model.name)
                writer.field("role", role.rawValue)
                writer.endObject()
            }
            writer.endArray()
        }
    }
}
