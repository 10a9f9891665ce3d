// A project as it is stored and written.

import Emulator
import JSON
import Store

/// A project.
struct ProjectRecord {
    /// The columns of ``init(_:)``, of a table or alias `p`.
    static let columns: SQL = "p.id, p.name, p.type, p.status, p.created, p.external_id"

    let id: Int
    let name: String
    let type: String
    let status: String
    let created: Instant
    let externalID: Int?

    /// A project from a row of ``columns``.
    init(_ row: borrowing Row) {
        id = row.int(0)
        name = row.text(1)
        type = row.text(2)
        status = row.text(3)
        created = row.instant(4)
        externalID = row.optionalInt(5)
    }

    /// The project with this number; nil when there is none.
    static func find(_ id: Int, _ database: Database) throws -> ProjectRecord? {
        try database.first("SELECT \(columns) FROM studio_projects p WHERE p.id = ?", .int(id)) { ProjectRecord($0) }
    }

    /// Writes a `Project` (specification, "Projects"). Without details, its classes, labels and models are empty.
    func write(hasDetails: Bool, now: Instant, _ database: Database, into writer: inout JSONWriter) throws {
        writer.beginObject()
        writer.key("classes")
        if hasDetails {
            try NameLists.writeClassNames(ofProject: id, database, into: &writer)
        } else {
            writer.raw("[]")
        }
        writer.key("labels")
        if hasDetails {
            try NameLists.writeLabelNames(ofProject: id, database, into: &writer)
        } else {
            writer.raw("[]")
        }
        writer.field("created", created)
        writer.field("id", id)
        writer.key("models")
        writer.beginArray()
        if hasDetails {
            try ModelRecord.each(ofProject: id, database) { $0.write(now: now, into: &writer) }
        }
        writer.endArray()
        writer.field("name", name)
        writer.field("type", type)
        writer.field("status", status)
        writer.field("external_id", externalID)
        writer.endObject()
    }
}
