// Classes and labels as arrays of objects.

import JSON
import Store

/// Writes the classes and labels of projects, models and sessions.
enum NameLists {
    static let classesOfProject: SQL = "SELECT \(ClassRecord.columns) FROM studio_classes WHERE project = ? ORDER BY id"
    static let classesOfModel: SQL = "SELECT \(ClassRecord.columns) FROM studio_classes WHERE model = ? ORDER BY id"
    static let labelsOfProject: SQL = "SELECT \(LabelRecord.columns) FROM studio_labels WHERE project = ? ORDER BY id"
    static let labelsOfModel: SQL = "SELECT \(LabelRecord.columns) FROM studio_labels WHERE model = ? ORDER BY id"

    /// The names of a project's classes, as an array.
    static func writeClassNames(ofProject project: Int, _ database: Database, into writer: inout JSONWriter) throws {
        try writeNames("SELECT name FROM studio_classes WHERE project = ? ORDER BY id", project, database, &writer)
    }

    /// The names of a project's labels, as an array.
    static func writeLabelNames(ofProject project: Int, _ database: Database, into writer: inout JSONWriter) throws {
        try writeNames("SELECT name FROM studio_labels WHERE project = ? ORDER BY id", project, database, &writer)
    }

    private static func writeNames(
        _ query: SQL, _ project: Int, _ database: Database, _ writer: inout JSONWriter
    ) throws {
        writer.beginArray()
        try database.each(query, .int(project)) { row in row.withText(0) { writer.string(utf8: $0) } }
        writer.endArray()
    }

    /// `[Class]` as JSON text.
    static func classes(_ query: SQL, _ values: [SQLValue], _ database: Database) throws -> [UInt8] {
        var writer = JSONWriter()
        writer.beginArray()
        try database.each(query, values) { ClassRecord($0).write(into: &writer) }
        writer.endArray()
        return writer.bytes
    }

    /// `[Label]` as JSON text.
    static func labels(_ query: SQL, _ values: [SQLValue], _ database: Database) throws -> [UInt8] {
        var writer = JSONWriter()
        writer.beginArray()
        try database.each(query, values) { LabelRecord($0).write(into: &writer) }
        writer.endArray()
        return writer.bytes
    }
}
