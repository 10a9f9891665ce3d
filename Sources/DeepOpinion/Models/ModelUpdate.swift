// Changing models: whatever their operations show but the number and the project.

import Emulator
import JSON
import Store

/// Changes of models.
enum ModelUpdate {
    static func update(_ call: Call) throws -> Reply {
        let id = call.integer("model_id")
        let body = call.body
        guard let old = try ModelRecord.find(id, call.database) else { throw Problem.unknownModel }
        for (key, assignment) in texts {
            guard let value = body[key] else { continue }
            try call.database.execute(
                "UPDATE studio_models SET \(assignment) WHERE id = ?", .optional(value.string), .int(id))
        }
        if let score = body["score"] {
            try call.database.execute(
                "UPDATE studio_models SET score = ? WHERE id = ?", .optional(score.double), .int(id))
        }
        if let name = body["name"]?.string { try rename(id, to: name, call.database) }
        if let uuid = body["uuid"]?.string { try identify(id, as: uuid.lowercased(), call.database) }
        if let owner = body["owner"]?.string, owner != old.owner { try give(id, to: owner, call.database) }
        if let created = try call.instant("created") {
            try call.database.execute(
                "UPDATE studio_models SET created = ? WHERE id = ?", .int(created.microseconds), .int(id))
        }
        if let type = body["type"]?.string.flatMap(TaskType.init), type.rawValue != old.type {
            try change(id, to: type, call.database)
        }
        if let status = body["status"]?.string, status != old.status {
            try ModelStatus.change(old, to: status, call)
        }
        if let progress = body["progress"]?.double { try show(progress, of: id, call) }
        return try Models.reply(id, call)
    }

    private static let texts: [(String, SQL)] = [
        ("display_name", "display_name = ?"), ("base", "base = ?"), ("language", "language = ?"),
        ("short_description", "short_description = ?"), ("long_description", "long_description = ?"),
    ]

    private static func rename(_ id: Int, to name: String, _ database: Database) throws {
        let isTaken = try database.exists(
            """
            SELECT 1 FROM studio_models a JOIN studio_models b ON b.workspace = a.workspace
            WHERE a.id = ? AND b.id <> a.id AND b.name = ?
            """, .int(id), .text(name))
        guard !isTaken else { throw Problem.nameTaken(name) }
        try database.execute("UPDATE studio_models SET name = ? WHERE id = ?", .text(name), .int(id))
    }

    private static func identify(_ id: Int, as uuid: String, _ database: Database) throws {
        let isTaken = try database.exists(
            "SELECT 1 FROM studio_models WHERE uuid = ? AND id <> ?", .text(uuid), .int(id))
        guard !isTaken else { throw Problem.uuidTaken(uuid) }
        try database.execute("UPDATE studio_models SET uuid = ? WHERE id = ?", .text(uuid), .int(id))
    }

    /// Sets the owner. A member of the workspace with this address or full name manages the model from now on; any other
    /// name is shown as it is.
    private static func give(_ id: Int, to owner: String, _ database: Database) throws {
        let user = try database.scalarInt(
            """
            SELECT u.id FROM studio_models m JOIN studio_members s ON s.workspace = m.workspace
            JOIN studio_users u ON u.id = s.user
            WHERE m.id = ?1 AND (u.email_key = lower(?2)
                OR trim(coalesce(u.first_name, '') || ' ' || coalesce(u.last_name, '')) = ?2)
            ORDER BY u.email_key <> lower(?2), u.id LIMIT 1
            """, .int(id), .text(owner))
        try database.execute(
            "UPDATE studio_models SET created_by = coalesce(?, created_by), owner = ? WHERE id = ?", .optional(user),
            .text(try user.map { try ModelNames.owner($0, database) } ?? owner), .int(id))
    }

    /// What a model has learned stays. One without a project gets the classes and labels of the shipped model of its new
    /// type, like which it predicts if it has not learned anything.
    private static func change(_ id: Int, to type: TaskType, _ database: Database) throws {
        try database.execute("UPDATE studio_models SET type = ? WHERE id = ?", .text(type.rawValue), .int(id))
        let hasProject = try database.exists(
            "SELECT 1 FROM studio_models WHERE id = ? AND project IS NOT NULL", .int(id))
        guard !hasProject else { return }
        let names = ShippedModels.classifier(of: type)
        try ModelNames.insertVocabulary(classes: names.classes, labels: names.labels, model: id, database)
    }

    /// Shows a progress until the status changes. The progress that is shown already, as in a model that is sent back as
    /// it was read, goes on by the clock.
    private static func show(_ progress: Double, of id: Int, _ call: Call) throws {
        guard let model = try ModelRecord.find(id, call.database), abs(model.progress(at: call.now) - progress) >= 0.05
        else { return }
        try call.database.execute(
            "UPDATE studio_models SET progress = ?, progress_status = status WHERE id = ?", .double(progress), .int(id))
    }
}
