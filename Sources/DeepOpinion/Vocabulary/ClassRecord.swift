// A class as it is stored and written.

import JSON
import Store

/// A class of a project or model.
struct ClassRecord {
    static let columns: SQL = "id, name, example, description"

    let id: Int
    let name: String
    let example: String?
    let description: String?

    /// A class from a row of ``columns``.
    init(_ row: borrowing Row) {
        id = row.int(0)
        name = row.text(1)
        example = row.optionalText(2)
        description = row.optionalText(3)
    }

    init(id: Int, name: String, example: String?, description: String?) {
        self.id = id
        self.name = name
        self.example = example
        self.description = description
    }

    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("name", name)
        writer.field("example", example)
        writer.field("description", description)
        writer.field("id", id)
        writer.endObject()
    }
}
