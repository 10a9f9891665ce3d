// A class in responses, with its first image as preview.

import Emulator
import JSON
import Store

/// Writes classes.
enum ClassRecord {
    /// The columns that ``write(_:_:as:into:)`` reads, in this order.
    static let columns: SQL = """
        seq, id, reference, label, created, updated, images, active, notes, expiration, custom_fields_json
        """

    static func write(
        _ row: borrowing Row, _ call: Call, as precision: TimePrecision = .milliseconds, into writer: inout JSONWriter
    ) throws {
        let expiration = row.optionalInt(9)
        let isExpired = expiration.map { $0 <= call.now.microseconds } ?? false
        writer.beginObject()
        writer.field("id", row.text(1))
        writer.field("reference", row.text(2))
        writer.field("label", row.text(3))
        writer.key("preview_image")
        try writePreview(of: row.int(0), in: call.database, into: &writer)
        writer.spacedTime("time_created", row.int(4), precision)
        writer.spacedTime("time_updated", row.int(5), precision)
        writer.field("issues", [])
        writer.field("number_of_images", row.int(6))
        writer.field("active", row.bool(7) && !isExpired)
        writer.field("notes", row.text(8))
        writer.spacedTime("expiration_date", expiration, .exact)
        writer.key("custom_fields")
        row.withText(10) { writer.raw($0) }
        writer.field("level", -1)
        writer.field("evaluation_result", [:])
        writer.endObject()
    }

    private static func writePreview(of number: Int, in database: Database, into writer: inout JSONWriter) throws {
        var isFound = false
        try database.each(
            "SELECT \(ImageRecord.columns) FROM deepva_images WHERE class = ? ORDER BY seq LIMIT 1", .int(number)
        ) { row in
            isFound = true
            ImageRecord.write(row, isPreview: true, into: &writer)
        }
        if !isFound { writer.null() }
    }
}
