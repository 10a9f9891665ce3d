// A HITL as it is stored and written.

import Emulator
import JSON
import Store

/// A HITL.
struct HitlRecord {
    static let columns: SQL =
        "id, name, description, project, created, updated, assigned_user, model, is_live, webhook_url, labels_json"

    let id: Int
    let name: String
    let description: String?
    let project: Int
    let created: Instant
    let updated: Instant
    let assignedUser: Int?
    let model: Int?
    let isLive: Bool
    let webhookURL: String?
    /// The threshold of each label, as JSON text.
    let labels: String

    /// A HITL from a row of ``columns``.
    init(_ row: borrowing Row) {
        id = row.int(0)
        name = row.text(1)
        description = row.optionalText(2)
        project = row.int(3)
        created = row.instant(4)
        updated = row.instant(5)
        assignedUser = row.optionalInt(6)
        model = row.optionalInt(7)
        isLive = row.bool(8)
        webhookURL = row.optionalText(9)
        labels = row.text(10)
    }

    /// The HITL with this number; nil when there is none.
    static func find(_ id: Int, _ database: Database) throws -> HitlRecord? {
        try database.first("SELECT \(columns) FROM studio_hitls WHERE id = ?", .int(id)) { HitlRecord($0) }
    }

    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", id)
        writer.field("name", name)
        writer.field("description", description)
        writer.field("project_id", project)
        writer.field("created_at", created)
        writer.field("updated_at", updated)
        writer.field("assigned_user_id", assignedUser)
        writer.field("model_id", model)
        writer.field("is_live", isLive)
        writer.field("webhook_url", webhookURL)
        writer.key("labels")
        writer.raw(Array(labels.utf8))
        writer.endObject()
    }
}
