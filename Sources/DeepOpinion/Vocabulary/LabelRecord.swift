// A label as it is stored and written.

import JSON
import Store

/// A label of a project or model.
struct LabelRecord {
    static let columns: SQL = "id, name"

    let id: Int
    let name: String

    /// A label from a row of ``columns``.
    init(_ row: borrowing Row) {
        id = row.int(0)
        name = row.text(1)
    }

    init(id: Int, name: String) {
        self.id = id
        self.name = name
    }

    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", id)
        writer.field("name", name)
        writer.endObject()
    }
}
