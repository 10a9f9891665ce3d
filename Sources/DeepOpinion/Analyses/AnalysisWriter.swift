// Analyses as they are written.

import Emulator
import JSON
import Store

/// Writes analyses. One value serves one answer: it remembers the classes and labels of each model.
struct AnalysisWriter {
    private let database: Database
    private let now: Instant
    /// Classes and labels of models, as JSON text.
    private var names: [Int: (classes: [UInt8], labels: [UInt8])] = [:]

    init(_ call: Call) {
        database = call.database
        now = call.now
    }

    /// Begins an `Analysis` (specification, "Analyses"): its documents and the ends of array and object have to follow.
    mutating func begin(_ record: AnalysisRecord, into writer: inout JSONWriter) throws {
        writer.beginObject()
        writer.field("created", record.created)
        writer.field("finished", record.finished)
        writer.field("document_count", record.documentCount)
        writer.field("uuid", record.uuid)
        writer.field("id", record.id)
        writer.field("name", record.name)
        writer.key("progress")
        writer.fixedDecimal(record.progress(at: now), digits: 1)
        writer.field("model_id", record.model)
        writer.field("status", record.status)
        writer.field("type", record.type)
        writer.field("description", record.description)
        let names = try names(of: record)
        writer.key("classes")
        writer.raw(names.classes)
        writer.key("labels")
        writer.raw(names.labels)
        writer.key("documents")
        writer.beginArray()
    }

    private mutating func names(of record: AnalysisRecord) throws -> (classes: [UInt8], labels: [UInt8]) {
        if let known = names[record.model] { return known }
        let owner = SQLValue.int(record.project ?? record.model)
        let hasProject = record.project != nil
        let found = (
            classes: try NameLists.classes(
                hasProject ? NameLists.classesOfProject : NameLists.classesOfModel, [owner], database),
            labels: try NameLists.labels(
                hasProject ? NameLists.labelsOfProject : NameLists.labelsOfModel, [owner], database)
        )
        names[record.model] = found
        return found
    }
}
