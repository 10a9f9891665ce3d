// A document group as it is stored and written.

import Emulator
import JSON
import Store

/// A document group.
struct GroupRecord {
    static let columns: SQL = "id, name, project, created, created_by, document_count, source, status"

    let id: Int
    let name: String
    /// Nil for the documents of an analysis outside of every project.
    let project: Int?
    let created: Instant
    let user: Int?
    /// While documents are still being imported: how many there will be.
    private(set) var documentCount: Int
    let source: String
    let status: String

    /// A group from a row of ``columns``.
    init(_ row: borrowing Row) {
        id = row.int(0)
        name = row.text(1)
        project = row.optionalInt(2)
        created = row.instant(3)
        user = row.optionalInt(4)
        documentCount = row.int(5)
        source = row.text(6)
        status = row.text(7)
    }

    /// The group with this number; nil when there is none.
    static func find(_ id: Int, _ database: Database) throws -> GroupRecord? {
        try database.first("SELECT \(columns) FROM studio_groups WHERE id = ?", .int(id)) {
            try GroupRecord($0).counted(database)
        }
    }

    /// The group with the number of documents that are expected, if they are still being imported.
    func counted(_ database: Database) throws -> GroupRecord {
        guard status == "PROCESSING" else { return self }
        var group = self
        group.documentCount = max(documentCount, try ImportOrder.expected(inGroup: id, database) ?? 0)
        return group
    }

    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("created", created)
        writer.field("document_count", documentCount)
        writer.field("id", id)
        writer.field("name", name)
        writer.field("project_id", project)
        writer.field("source", source)
        writer.field("status", status)
        writer.endObject()
    }
}
