// A dataset in responses. Counters and previews are computed when it is read.

import Emulator
import JSON
import Store

/// Writes datasets.
enum DatasetRecord {
    /// The columns that ``write(_:in:as:into:)`` reads, of the table alias `d`. They have two parameters, both the time.
    static let columns: SQL = """
        d.seq, d.id, d.name, d.description, d.type, d.created, d.updated, d.classes, \
        d.active_classes - (SELECT count(*) FROM deepva_classes c \
        WHERE c.dataset = d.seq AND c.active = 1 AND c.expiration <= ?), \
        d.images, \
        d.active_images - (SELECT coalesce(sum(c.active_images), 0) FROM deepva_classes c \
        WHERE c.dataset = d.seq AND c.active = 1 AND c.expiration <= ?), \
        d.evaluation_json
        """

    static func write(
        _ row: borrowing Row, in database: Database, as precision: TimePrecision = .milliseconds,
        into writer: inout JSONWriter
    ) throws {
        writer.beginObject()
        try writeMembers(row, in: database, as: precision, into: &writer)
        writer.endObject()
    }

    /// The members that every dataset has. A training adds more.
    static func writeMembers(
        _ row: borrowing Row, in database: Database, as precision: TimePrecision = .milliseconds,
        into writer: inout JSONWriter
    ) throws {
        writer.field("id", row.text(1))
        writer.field("name", row.text(2))
        writer.field("description", row.text(3))
        writer.field("type", row.text(4))
        writer.spacedTimesApart(created: row.int(5), updated: row.int(6), precision)
        writer.field("number_of_classes", row.int(7))
        writer.field("number_of_active_classes", row.int(8))
        writer.field("number_of_images", row.int(9))
        writer.field("number_of_active_images", row.int(10))
        writer.key("preview_images")
        writer.beginArray()
        for uri in try previews(of: row.int(0), in: database) { writer.string(uri) }
        writer.endArray()
        writer.key("evaluation_result")
        row.withText(11) { writer.raw($0) }
    }

    /// The first image of each of the first three classes with images.
    private static func previews(of dataset: Int, in database: Database) throws -> [String] {
        try database.all(
            """
            SELECT (SELECT i.file_uri FROM deepva_images i WHERE i.class = c.seq ORDER BY i.seq LIMIT 1)
            FROM deepva_classes c WHERE c.dataset = ? AND c.images > 0 ORDER BY c.seq LIMIT 3
            """, .int(dataset)
        ) { $0.text(0) }
    }
}
