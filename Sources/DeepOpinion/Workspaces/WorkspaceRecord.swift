// A workspace as it is stored and written.

import Emulator
import JSON
import Store

/// A workspace.
struct WorkspaceRecord {
    static let columns: SQL = "id, name, description, created, is_beta, is_read_only"

    let id: Int
    let name: String
    let description: String?
    let created: Instant
    let isBeta: Bool
    let isReadOnly: Bool

    /// A workspace from a row of ``columns``.
    init(_ row: borrowing Row) {
        id = row.int(0)
        name = row.text(1)
        description = row.optionalText(2)
        created = row.instant(3)
        isBeta = row.bool(4)
        isReadOnly = row.bool(5)
    }

    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", id)
        writer.field("name", name)
        writer.field("description", description)
        writer.field("created", created)
        writer.field("is_beta", isBeta)
        writer.field("is_read_only", isReadOnly)
        writer.endObject()
    }
}
