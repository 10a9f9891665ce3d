// What the path of a request names: workspaces, projects and what lies in them. Everything must exist inside its parent.

import Emulator
import Store

/// Scope scopes by `x-scope` name.
enum Scope {
    /// Whether the record in the path exists; the values are the record's number, then the project's.
    private static func inProject(
        _ capture: String, _ query: SQL, else problem: Problem
    ) -> @Sendable (Call) throws -> Void {
        { call in
            guard try call.database.exists(query, .int(call.integer(capture)), .int(call.integer("project_id"))) else {
                throw problem
            }
        }
    }

    static let scopes: [String: @Sendable (Call) throws -> Void] = [
        "organization": { call in try requireWorkspace(call.integer("organization_id"), call.database) },
        "project": { call in
            let project = call.integer("project_id")
            let workspace = try call.database.scalarInt(
                """
                SELECT p.workspace FROM studio_projects p JOIN studio_workspaces w ON w.id = p.workspace
                WHERE p.id = ? AND p.status <> 'DELETED' AND w.is_active = 1
                """, .int(project))
            guard let workspace else { throw Problem.unknownProject }
            guard Access.prefix(call).map({ $0 == workspace }) ?? true else { throw Problem.unknownProject }
        },
        "document": inProject(
            "document_id", "SELECT 1 FROM studio_documents WHERE id = ? AND project = ?", else: .unknownDocument),
        "group": inProject(
            "group_id", "SELECT 1 FROM studio_groups WHERE id = ? AND project = ?",
            else: .unknownGroup),
        "group-document": { call in
            let isFound = try call.database.exists(
                "SELECT 1 FROM studio_group_documents WHERE document = ? AND group_id = ?",
                .int(call.integer("document_id")), .int(call.integer("group_id")))
            guard isFound else { throw Problem.unknownDocument }
        },
        "class": inProject(
            "class_id", "SELECT 1 FROM studio_classes WHERE id = ? AND project = ?", else: .unknownClass),
        "label": inProject(
            "label_id", "SELECT 1 FROM studio_labels WHERE id = ? AND project = ?", else: .unknownLabel),
        "project-tag": inProject(
            "tag_id", "SELECT 1 FROM studio_tags WHERE id = ? AND project = ? AND analysis IS NULL", else: .unknownTag),
        "task": inProject("task_id", "SELECT 1 FROM studio_tasks WHERE id = ? AND project = ?", else: .unknownTask),
    ]

    /// 404 unless the workspace exists and is active.
    static func requireWorkspace(_ id: Int, _ database: Database) throws {
        guard try database.exists("SELECT 1 FROM studio_workspaces WHERE id = ? AND is_active = 1", .int(id)) else {
            throw Problem.unknownWorkspace
        }
    }
}
