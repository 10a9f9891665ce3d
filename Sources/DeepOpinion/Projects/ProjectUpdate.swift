// Changing a project: its name and type.

import Emulator
import JSON
import Store

/// Changes of projects.
enum ProjectUpdate {
    /// The type can only be changed while nothing depends on it.
    static func update(_ call: Call) throws -> Reply {
        let id = call.integer("project_id")
        let name = try call.body["name"].map { try Names.required($0) }
        let type = call.body["type"]?.string.flatMap(TaskType.init)
        let old = try call.database.scalarText("SELECT type FROM studio_projects WHERE id = ?", .int(id))
        if let type, type.rawValue != old {
            let isUsed = try call.database.exists(
                """
                SELECT 1 FROM studio_projects p WHERE id = ? AND (document_count > 0
                    OR EXISTS (SELECT 1 FROM studio_models m WHERE m.project = p.id)
                    OR EXISTS (SELECT 1 FROM studio_sessions s WHERE s.project = p.id))
                """, .int(id))
            guard !isUsed else {
                throw Problem.conflict(
                    "The type cannot change while the project has documents, sessions or models.", field: "type")
            }
            try call.database.execute(
                "UPDATE studio_projects SET type = ? WHERE id = ?", .text(type.rawValue), .int(id))
            for label in type.firstLabels {
                try call.database.execute(
                    "INSERT OR IGNORE INTO studio_labels(project, name) VALUES (?, ?)", .int(id), .text(label))
            }
        }
        if let name {
            try Names.unique(name) {
                try call.database.execute("UPDATE studio_projects SET name = ? WHERE id = ?", .text(name), .int(id))
            }
        }
        return try Projects.reply(id, call, status: 200)
    }
}
