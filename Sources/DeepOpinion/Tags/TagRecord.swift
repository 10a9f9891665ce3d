// A tag as it is read and written.

import JSON
import Store

/// A tag with the names of its class and label.
struct TagRecord {
    /// Selects the columns of ``init(_:)``; conditions refer to tags as `t`.
    static let select: SQL = """
        SELECT t.id, c.name, l.name FROM studio_tags t LEFT JOIN studio_classes c ON c.id = t.class \
        LEFT JOIN studio_labels l ON l.id = t.label
        """

    let id: Int
    let className: String?
    let labelName: String?

    /// A tag from a row of ``select``.
    init(_ row: borrowing Row) {
        id = row.int(0)
        className = row.optionalText(1)
        labelName = row.optionalText(2)
    }

    /// Writes a `Tag`, without the members that it does not have.
    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", id)
        if let className { writer.field("class", className) }
        if let labelName { writer.field("label", labelName) }
        writer.endObject()
    }

    /// Writes the tag with this number; nothing when it does not exist any more.
    static func write(id: Int, _ database: Database, into writer: inout JSONWriter) throws {
        try database.each("\(select) WHERE t.id = ?", .int(id)) { TagRecord($0).write(into: &writer) }
    }
}
