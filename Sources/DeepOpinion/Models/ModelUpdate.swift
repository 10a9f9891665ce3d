// Changing models: their descriptions, name and status.

import Emulator
import JSON
import Store

/// Changes of models.
enum ModelUpdate {
    static func update(_ call: Call) throws -> Reply {
        let id = call.integer("model_id")
        let body = call.body
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
        if let status = body["status"]?.string { try change(id, to: status, call.database) }
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

    /// A model goes from READY to ACTIVE to PUBLISHED and never back. Everybody can use a published one.
    private static func change(_ id: Int, to status: String, _ database: Database) throws {
        let old = try database.scalarText("SELECT status FROM studio_models WHERE id = ?", .int(id)) ?? ""
        guard old != status else { return }
        let order = ["READY", "ACTIVE", "PUBLISHED"]
        guard let from = order.firstIndex(of: old), let to = order.firstIndex(of: status), from < to else {
            throw Problem.conflict("The status cannot change from \(old) to \(status).", field: "status")
        }
        try database.execute(
            "UPDATE studio_models SET status = ?, is_public = ? WHERE id = ?", .text(status),
            .bool(status == "PUBLISHED"), .int(id))
    }
}
