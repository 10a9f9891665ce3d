// Moving a project to another workspace.

import Emulator
import JSON
import Store

/// Transfers projects with everything in them; only the workspace of the records changes.
enum ProjectTransfer {
    /// Moves a project. The caller must manage it, and projects in the other workspace.
    static func transfer(_ call: Call) throws -> Reply {
        let project = call.integer("project_id")
        let workspace = try target(call)
        let name = try call.database.scalarText("SELECT name FROM studio_projects WHERE id = ?", .int(project)) ?? ""
        try Names.unique(name) {
            try call.database.execute(
                "UPDATE studio_projects SET workspace = ? WHERE id = ?", .int(workspace), .int(project))
        }
        try moveModels(of: project, to: workspace, call.database)
        try call.database.execute(
            "UPDATE studio_analyses SET workspace = ? WHERE project = ?", .int(workspace), .int(project))
        return .message("The project has been transferred.")
    }

    /// The workspace that the body names, else the project's own.
    static func target(_ call: Call) throws -> Int {
        let account = try Account.calling(call)
        guard let workspace = call.body["organization_id"]?.int else {
            let found = try call.database.scalarInt(
                "SELECT workspace FROM studio_projects WHERE id = ?", .int(call.integer("project_id")))
            return found ?? 0
        }
        try WorkspaceScope.require(workspace, call.database)
        try WorkspaceAccess.require(.admin, account, in: workspace, call)
        return workspace
    }

    /// Names of models are unique in a workspace; one that is taken gets a number.
    private static func moveModels(of project: Int, to workspace: Int, _ database: Database) throws {
        let models = try database.all(
            "SELECT id, name FROM studio_models WHERE project = ? AND workspace <> ?", .int(project), .int(workspace)
        ) { (id: $0.int(0), name: $0.text(1)) }
        for (id, name) in models {
            let free = try freeModelName(name, in: workspace, database)
            try database.execute(
                "UPDATE studio_models SET workspace = ?, name = ? WHERE id = ?", .int(workspace), .text(free), .int(id))
        }
    }

    /// The name if it is free, else the name with the lowest free number.
    static func freeModelName(_ name: String, in workspace: Int, _ database: Database) throws -> String {
        var candidate = name
        var number = 1
        while try database.exists(
            "SELECT 1 FROM studio_models WHERE workspace = ? AND name = ?", .int(workspace), .text(candidate))
        {
            number += 1
            candidate = "\(name)-\(number)"
        }
        return candidate
    }
}
