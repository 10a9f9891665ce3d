// An image in responses, on its own or as the preview of its class.

import JSON
import Store

/// Writes images.
enum ImageRecord {
    /// The columns that ``write(_:isPreview:as:into:)`` reads, in this order.
    static let columns: SQL = "id, file_uri, created, updated, active, notes, is_auto_generated, evaluation_json"

    static func write(
        _ row: borrowing Row, isPreview: Bool = false, as precision: TimePrecision = .milliseconds,
        into writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.field("id", row.text(0))
        writer.field("file_uri", row.text(1))
        writer.spacedTimesApart(created: row.int(2), updated: row.int(3), precision)
        writer.field("active", row.bool(4))
        writer.field("notes", row.text(5))
        if isPreview { writer.field("issue", -1) }
        writer.field("is_auto_generated", row.bool(6))
        writer.key("evaluation_result")
        row.withText(7) { writer.raw($0) }
        writer.endObject()
    }
}
