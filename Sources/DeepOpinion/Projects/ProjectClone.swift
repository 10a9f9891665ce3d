// The request to copy a project.

import Emulator
import JSON
import Store

/// Starts to copy projects. ``ProjectCloneTransitions`` does it.
enum ProjectClone {
    /// Answers with the copy, whose status is CLONING.
    static func clone(_ call: Call) throws -> Reply {
        let source = call.integer("project_id")
        let workspace = try ProjectTransfer.target(call)
        let project = try call.database.first(
            "SELECT name, type, status FROM studio_projects WHERE id = ?", .int(source)
        ) { (name: $0.text(0), type: $0.text(1), status: $0.text(2)) }
        guard let project else { throw Problem.unknownProject }
        guard project.status == "CREATED" else {
            throw Problem.conflict("The project is still being copied, or the copy failed.")
        }
        let name = try freeName(project.name, in: workspace, call.database)
        let copy = try Projects.insert(
            name: name, type: project.type, status: "CLONING", workspace: workspace, call)
        try ProjectCloneTransitions.lifecycle.start(
            .number(copy), in: call.tenant, at: call.now, payload: ["source": .int(source)])
        return try Projects.reply(copy, call, status: 200)
    }

    private static func freeName(_ name: String, in workspace: Int, _ database: Database) throws -> String {
        var candidate = name
        var number = 0
        while try database.exists(
            "SELECT 1 FROM studio_projects WHERE workspace = ? AND name = ? AND status <> 'DELETED'", .int(workspace),
            .text(candidate))
        {
            number += 1
            candidate = number == 1 ? "\(name) (copy)" : "\(name) (copy \(number))"
        }
        return candidate
    }
}
