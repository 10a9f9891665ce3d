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

    /// The position of each of ``columns``.
    enum Column {
        static let seq = 0
        static let id = 1
        static let name = 2
        static let description = 3
        static let type = 4
        static let created = 5
        static let updated = 6
        static let classes = 7
        static let activeClasses = 8
        static let images = 9
        static let activeImages = 10
        static let evaluation = 11
    }

    static func write(
        _ row: borrowing Row, in database: Database, as precision: TimePrecision = .milliseconds,
        into writer: inout JSONWriter
    ) throws {
        writer.beginObject()
        try writeMembers(row, in: database, as: precision, into: &writer)
        writer.endObject()
    }

    /// The members that every dataset has. A training adds more, among them a version.
    static func writeMembers(
        _ row: borrowing Row, in database: Database, as precision: TimePrecision = .milliseconds,
        version: Double? = nil, into writer: inout JSONWriter
    ) throws {
        writer.field("id", row.text(Column.id))
        writer.field("name", row.text(Column.name))
        writer.field("description", row.text(Column.description))
        if let version { writer.field("version", version) }
        writer.field("type", row.text(Column.type))
        writer.spacedTimesApart(created: row.int(Column.created), updated: row.int(Column.updated), precision)
        writer.field("number_of_classes", row.int(Column.classes))
        writer.field("number_of_active_classes", row.int(Column.activeClasses))
        writer.field("number_of_images", row.int(Column.images))
        writer.field("number_of_active_images", row.int(Column.activeImages))
        writer.key("preview_images")
        writer.beginArray()
        for uri in try previews(of: row.int(Column.seq), in: database) { writer.string(uri) }
        writer.endArray()
        writer.key("evaluation_result")
        row.withText(Column.evaluation) { writer.raw($0) }
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
