// An analysis as it is sent, straight from its row.

import Emulator
import JSON
import Store

/// Writes analyses. One value serves one answer: it remembers the names of each model.
struct AnalysisRecord {
    /// The columns that ``write(_:into:)`` wants, in its order, of tables `a` and `m`.
    static let select: SQL = """
        SELECT a.id, a.uuid, a.name, a.description, a.created, a.finished, a.document_count, a.started, a.finish_due, \
        a.model, a.status, a.type, m.project FROM studio_analyses a JOIN studio_models m ON m.id = a.model
        """

    /// An analysis's row.
    struct Row {
        let id: Int
        let uuid: String
        let name: String
        let description: String?
        let created: Int
        let finished: Int?
        let documentCount: Int
        let started: Int?
        let due: Int?
        let model: Int
        let status: String
        let type: String
        let project: Int?

        init(_ row: borrowing Store.Row) {
            id = row.int(0)
            uuid = row.text(1)
            name = row.text(2)
            description = row.optionalText(3)
            created = row.int(4)
            finished = row.optionalInt(5)
            documentCount = row.int(6)
            started = row.optionalInt(7)
            due = row.optionalInt(8)
            model = row.int(9)
            status = row.text(10)
            type = row.text(11)
            project = row.optionalInt(12)
        }

        /// Percent of the way, by the clock: reading never changes state.
        func progress(at now: Instant) -> Double {
            switch status {
            case "FINISHED": return 100
            case "ANALYZING", "FAILED":
                guard let started, let due, due > started else { return 0 }
                return min(99.9, max(0, Double((finished ?? now.microseconds) - started) / Double(due - started) * 100))
            default: return 0
            }
        }
    }

    let database: Database
    let now: Instant
    /// Classes and labels of models, as JSON text.
    private var names: [Int: (classes: [UInt8], labels: [UInt8])] = [:]

    init(_ call: Call) {
        database = call.database
        now = call.now
    }

    /// Writes an `Analysis` (specification, "Analyses"); `documents` may add its documents.
    mutating func write(
        _ row: Row, into writer: inout JSONWriter, documents: ((inout JSONWriter) throws -> Void)? = nil
    ) throws {
        writer.beginObject()
        writer.field("id", row.id)
        writer.field("uuid", row.uuid)
        writer.field("name", row.name)
        writer.field("description", row.description)
        writer.key("created")
        writer.instant(Instant(microseconds: row.created), .zonedSeconds)
        writer.key("finished")
        if let finished = row.finished {
            writer.instant(Instant(microseconds: finished), .zonedSeconds)
        } else {
            writer.null()
        }
        writer.field("document_count", row.documentCount)
        writer.key("progress")
        writer.fixedDecimal(row.progress(at: now), digits: 1)
        writer.field("model_id", row.model)
        writer.field("status", row.status)
        writer.field("type", row.type)
        let names = try names(of: row)
        writer.key("classes")
        writer.raw(names.classes)
        writer.key("labels")
        writer.raw(names.labels)
        if let documents {
            writer.key("documents")
            try documents(&writer)
        }
        writer.endObject()
    }

    private mutating func names(of row: Row) throws -> (classes: [UInt8], labels: [UInt8]) {
        if let known = names[row.model] { return known }
        let owner = SQLValue.int(row.project ?? row.model)
        let found = (
            classes: try NameObjects.classes(
                row.project == nil ? NameObjects.classesOfModel : NameObjects.classesOfProject, [owner], database),
            labels: try NameObjects.labels(
                row.project == nil ? NameObjects.labelsOfModel : NameObjects.labelsOfProject, [owner], database)
        )
        names[row.model] = found
        return found
    }
}

/// Classes and labels as arrays of objects.
enum NameObjects {
    static let classesOfProject: SQL =
        "SELECT id, name, example, description FROM studio_classes WHERE project = ? ORDER BY id"
    static let classesOfModel: SQL =
        "SELECT id, name, example, description FROM studio_classes WHERE model = ? ORDER BY id"
    static let labelsOfProject: SQL = "SELECT id, name FROM studio_labels WHERE project = ? ORDER BY id"
    static let labelsOfModel: SQL = "SELECT id, name FROM studio_labels WHERE model = ? ORDER BY id"

    /// `[Class]` as JSON text.
    static func classes(_ query: SQL, _ values: [SQLValue], _ database: Database) throws -> [UInt8] {
        var writer = JSONWriter()
        writer.beginArray()
        try database.each(query, values) { row in
            writer.beginObject()
            writer.field("id", row.int(0))
            writer.field("name", row.text(1))
            writer.field("example", row.optionalText(2))
            writer.field("description", row.optionalText(3))
            writer.endObject()
        }
        writer.endArray()
        return writer.bytes
    }

    /// `[Label]` as JSON text.
    static func labels(_ query: SQL, _ values: [SQLValue], _ database: Database) throws -> [UInt8] {
        var writer = JSONWriter()
        writer.beginArray()
        try database.each(query, values) { row in
            writer.beginObject()
            writer.field("id", row.int(0))
            writer.field("name", row.text(1))
            writer.endObject()
        }
        writer.endArray()
        return writer.bytes
    }
}
