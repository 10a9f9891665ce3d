// Changing a project: whatever its operations show but the number and the models.

import Emulator
import JSON
import Store

/// Changes of projects.
enum ProjectUpdate {
    /// Changes what is given. Classes and labels that are not in a given list are deleted with their tags, in slices.
    static func update(_ call: Call) throws -> Reply {
        let id = call.integer("project_id")
        let body = call.body
        guard let old = try ProjectRecord.find(id, call.database) else { throw Problem.unknownProject }
        if let name = try body["name"].map({ try Names.required($0) }) {
            try Names.unique(name) {
                try call.database.execute("UPDATE studio_projects SET name = ? WHERE id = ?", .text(name), .int(id))
            }
        }
        if let type = body["type"]?.string.flatMap(TaskType.init), type.rawValue != old.type {
            try change(id, to: type, call.database)
        }
        if let created = try call.instant("created") {
            try call.database.execute(
                "UPDATE studio_projects SET created = ? WHERE id = ?", .int(created.microseconds), .int(id))
        }
        if let external = body["external_id"] {
            try call.database.execute(
                "UPDATE studio_projects SET external_id = ? WHERE id = ?", .optional(external.int), .int(id))
        }
        var replacements = try [("classes", NameReplacement.Kind.classes), ("labels", .labels)].compactMap {
            field, kind in
            try body[field]?.array.map {
                try NameReplacement(kind, with: $0.compactMap(\.string), project: id, call.database)
            }
        }
        if let status = body["status"]?.string, status != old.status { try change(old, to: status, call) }
        guard replacements.contains(where: { !$0.isComplete }) else { return try Projects.reply(id, call, status: 200) }
        return .slices {
            for index in replacements.indices where !replacements[index].isComplete {
                try replacements[index].step(call.database)
                return .again
            }
            return .done(try Projects.reply(id, call, status: 200))
        }
    }

    /// Documents, sessions, models and tags stay. The fixed labels of the new type are added.
    private static func change(_ id: Int, to type: TaskType, _ database: Database) throws {
        try database.execute("UPDATE studio_projects SET type = ? WHERE id = ?", .text(type.rawValue), .int(id))
        for label in type.firstLabels {
            try database.execute(
                "INSERT OR IGNORE INTO studio_labels(project, name) VALUES (?, ?)", .int(id), .text(label))
        }
    }

    /// Sets a status. DELETED deletes the project; a copy under way is dropped.
    private static func change(_ project: ProjectRecord, to status: String, _ call: Call) throws {
        guard !call.tenant.settings.keepsOrderOfStatuses else {
            throw Problem.conflict(
                "The status cannot change from \(project.status) to \(status).", field: "status")
        }
        guard status != "DELETED" else { return try Projects.startDeletion(of: project.id, call) }
        try call.database.execute("DELETE FROM studio_copies WHERE project = ?", .int(project.id))
        try call.database.execute(
            "UPDATE studio_projects SET status = ? WHERE id = ?", .text(status), .int(project.id))
    }
}
