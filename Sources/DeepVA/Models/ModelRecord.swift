// A model in responses, with its versions.

import Emulator
import JSON
import Store

/// Writes models.
enum ModelRecord {
    /// The columns that ``write(_:in:into:)`` reads, in this order.
    static let columns: SQL = "seq, id, name, description, type, created, updated, is_public"

    static func write(_ row: borrowing Row, in database: Database, into writer: inout JSONWriter) throws {
        writer.beginObject()
        writer.field("id", row.text(1))
        writer.field("name", row.text(2))
        writer.field("description", row.text(3))
        writer.field("type", row.text(4))
        writer.spacedTime("time_created", row.int(5))
        writer.spacedTime("time_updated", row.int(6))
        writer.field("is_public", row.bool(7))
        writer.key("versions")
        writer.beginArray()
        try database.each(
            """
            SELECT number, created, changelog, dataset_json FROM deepva_model_versions WHERE model = ? ORDER BY number
            """, .int(row.int(0))
        ) { version in
            writer.beginObject()
            writer.field("version_number", version.int(0))
            writer.spacedTime("time_created", version.int(1))
            writer.field("changelog", version.text(2))
            writer.key("source_dataset")
            version.withText(3) { writer.raw($0) }
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }
}
