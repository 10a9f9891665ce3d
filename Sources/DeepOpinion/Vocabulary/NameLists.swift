// Classes and labels as arrays of objects.

import JSON
import Store

/// Writes the classes and labels of projects, models and sessions.
enum NameLists {
    static let classesOfProject: SQL = "SELECT \(ClassRecord.columns) FROM studio_classes WHERE project = ? ORDER BY id"
    static let classesOfModel: SQL = "SELECT \(ClassRecord.columns) FROM studio_classes WHERE model = ? ORDER BY id"
    static let labelsOfProject: SQL = "SELECT \(LabelRecord.columns) FROM studio_labels WHERE project = ? ORDER BY id"
    static let labelsOfModel: SQL = "SELECT \(LabelRecord.columns) FROM studio_labels WHERE model = ? ORDER BY id"

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
