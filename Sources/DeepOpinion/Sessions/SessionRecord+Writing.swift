// Sessions as they are written: labeling sessions, with or without documents, and corrections.

import Emulator
import JSON
import Store

extension SessionRecord {
    /// Writes the members that all forms of sessions have before and after the one that names the model.
    private func writeCommon(into writer: inout JSONWriter, model: (inout JSONWriter) throws -> Void) rethrows {
        writer.field("created", created)
        writer.field("finished", finished)
        writer.field("document_count", documentCount)
        writer.field("document_group_id", group)
        writer.field("organization_id", workspace)
        writer.field("user_id", user)
        writer.field("project_id", project)
        writer.field("uuid", uuid)
        writer.field("id", id)
        writer.field("name", name)
        writer.key("progress")
        writer.fixedDecimal(progress, digits: 1)
        try model(&writer)
        writer.field("status", status)
        writer.field("mode", mode)
        writer.field("type", type)
        writer.field("description", description)
    }

    /// Writes a `LabelingSession` (specification, "Labeling and correction").
    func write(_ database: Database, into writer: inout JSONWriter) throws {
        writer.beginObject()
        writeCommon(into: &writer) { $0.field("model_id", model) }
        try writeNames(database, into: &writer)
        writer.endObject()
    }

    /// Begins a `LabelingSessionWithDocs`: the array of its documents and the end of the object have to follow.
    func beginWithDocuments(_ database: Database, into writer: inout JSONWriter) throws {
        writer.beginObject()
        writeCommon(into: &writer) { $0.field("model_id", model) }
        writer.key("classes")
        writer.raw(try NameLists.classes(Self.classObjects, [.text(classes), .int(project)], database))
        writer.key("labels")
        writer.raw(try NameLists.labels(Self.labelObjects, [.text(labels), .int(project)], database))
        writer.key("documents")
    }

    /// Writes a `Correction`.
    func writeCorrection(_ database: Database, into writer: inout JSONWriter) throws {
        writer.beginObject()
        try writeCommon(into: &writer) { try writeModel(database, into: &$0) }
        try writeNames(database, into: &writer)
        writer.field("predicted_score", predictedScore)
        writer.endObject()
    }

    /// Writes the model of a correction, or null after it was deleted.
    private func writeModel(_ database: Database, into writer: inout JSONWriter) throws {
        writer.key("model")
        let name = try model.flatMap { model in
            try database.scalarText("SELECT display_name FROM studio_models WHERE id = ?", .int(model))
        }
        guard let model, let name else { return writer.null() }
        writer.beginObject()
        writer.field("id", model)
        writer.field("display_name", name)
        writer.endObject()
    }

    private func writeNames(_ database: Database, into writer: inout JSONWriter) throws {
        writer.key("classes")
        writer.beginArray()
        try database.each(Self.classNames, .text(classes), .int(project)) { row in
            row.withText(0) { writer.string(utf8: $0) }
        }
        writer.endArray()
        writer.key("labels")
        writer.beginArray()
        try database.each(Self.labelNames, .text(labels), .int(project)) { row in
            row.withText(0) { writer.string(utf8: $0) }
        }
        writer.endArray()
    }

    private static let classNames: SQL = """
        SELECT name FROM studio_classes WHERE id IN (SELECT value FROM json_each(?)) AND project = ? ORDER BY id
        """
    private static let labelNames: SQL = """
        SELECT name FROM studio_labels WHERE id IN (SELECT value FROM json_each(?)) AND project = ? ORDER BY id
        """
    private static let classObjects: SQL = """
        SELECT \(ClassRecord.columns) FROM studio_classes
        WHERE id IN (SELECT value FROM json_each(?)) AND project = ? ORDER BY id
        """
    private static let labelObjects: SQL = """
        SELECT \(LabelRecord.columns) FROM studio_labels WHERE id IN (SELECT value FROM json_each(?)) AND project = ? ORDER BY id
        """
}
