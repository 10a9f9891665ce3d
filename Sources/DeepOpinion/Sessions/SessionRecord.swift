// A labeling or correction session as it is sent, straight from its row.

import Emulator
import JSON
import Store

/// A session's row.
struct SessionRecord {
    /// The columns of ``init(_:)``, of tables `s` and `p`.
    static let select: SQL = """
        SELECT s.id, s.uuid, s.project, s.mode, s.name, s.description, s.status, s.created, s.finished, s.created_by, \
        s.group_id, s.model, s.classes_json, s.labels_json, s.predicted_score, s.document_count, s.segment_count, \
        s.annotated_count, p.workspace, p.type FROM studio_sessions s JOIN studio_projects p ON p.id = s.project
        """

    let id: Int
    let uuid: String
    let project: Int
    let mode: String
    let name: String
    let description: String?
    let status: String
    let created: Int
    let finished: Int?
    let user: Int?
    let group: Int?
    let model: Int?
    /// Numbers of its classes and labels, as JSON arrays; those that have been deleted are still among them.
    let classes: String
    let labels: String
    private let score: Int?
    let documentCount: Int
    let segmentCount: Int
    let annotatedCount: Int
    let workspace: Int
    let type: String

    init(_ row: borrowing Row) {
        id = row.int(0)
        uuid = row.text(1)
        project = row.int(2)
        mode = row.text(3)
        name = row.text(4)
        description = row.optionalText(5)
        status = row.text(6)
        created = row.int(7)
        finished = row.optionalInt(8)
        user = row.optionalInt(9)
        group = row.optionalInt(10)
        model = row.optionalInt(11)
        classes = row.text(12)
        labels = row.text(13)
        score = row.optionalInt(14)
        documentCount = row.int(15)
        segmentCount = row.int(16)
        annotatedCount = row.int(17)
        workspace = row.int(18)
        type = row.text(19)
    }

    /// The session with this number; nil when there is none.
    static func find(_ id: Int, _ database: Database) throws -> SessionRecord? {
        try database.first("\(select) WHERE s.id = ?", .int(id)) { SessionRecord($0) }
    }

    /// Annotated segments out of all, in percent.
    var progress: Double {
        if status == "FINISHED" { return 100 }
        return segmentCount > 0 ? min(100, Double(annotatedCount) / Double(segmentCount) * 100) : 0
    }

    /// How many tags of a correction are likely to be right: what the model thinks of those that nobody has looked at
    /// yet, and all of the others.
    var predictedScore: Int {
        let share = progress / 100
        return Int((Double(score ?? 0) * (1 - share) + 100 * share).rounded())
    }

    // MARK: - Writing

    /// Writes the members that all forms of sessions have.
    private func writeCommon(into writer: inout JSONWriter) {
        writer.field("id", id)
        writer.field("uuid", uuid)
        writer.field("name", name)
        writer.field("description", description)
        writer.key("created")
        writer.instant(Instant(microseconds: created), .zonedSeconds)
        writer.key("finished")
        if let finished {
            writer.instant(Instant(microseconds: finished), .zonedSeconds)
        } else {
            writer.null()
        }
        writer.field("document_count", documentCount)
        writer.field("document_group_id", group)
        writer.field("organization_id", workspace)
        writer.field("user_id", user)
        writer.field("project_id", project)
        writer.field("status", status)
        writer.field("mode", mode)
        writer.field("type", type)
    }

    /// Writes a `LabelingSession` (specification, "Labeling and correction").
    func write(_ database: Database, into writer: inout JSONWriter) throws {
        writer.beginObject()
        try writeMembers(database, into: &writer)
        writer.endObject()
    }

    private func writeMembers(_ database: Database, into writer: inout JSONWriter) throws {
        writeCommon(into: &writer)
        writer.key("progress")
        writer.fixedDecimal(progress, digits: 1)
        writer.field("model_id", model)
        try writeNames(database, into: &writer)
    }

    /// Writes a `LabelingSessionWithDocs`; `documents` writes an array.
    func write(
        _ database: Database, into writer: inout JSONWriter, documents: (inout JSONWriter) throws -> Void
    ) throws {
        writer.beginObject()
        writeCommon(into: &writer)
        writer.key("progress")
        writer.fixedDecimal(progress, digits: 1)
        writer.field("model_id", model)
        writer.key("classes")
        writer.raw(try NameObjects.classes(Self.classObjects, [.text(classes), .int(project)], database))
        writer.key("labels")
        writer.raw(try NameObjects.labels(Self.labelObjects, [.text(labels), .int(project)], database))
        writer.key("documents")
        try documents(&writer)
        writer.endObject()
    }

    /// Writes a `Correction`.
    func writeCorrection(_ database: Database, into writer: inout JSONWriter) throws {
        writer.beginObject()
        writeCommon(into: &writer)
        writer.key("progress")
        writer.fixedDecimal(progress, digits: 1)
        writer.key("model")
        let name = try model.flatMap { model in
            try database.scalarText("SELECT display_name FROM studio_models WHERE id = ?", .int(model))
        }
        if let model, let name {
            writer.beginObject()
            writer.field("id", model)
            writer.field("display_name", name)
            writer.endObject()
        } else {
            writer.null()
        }
        writer.field("predicted_score", predictedScore)
        try writeNames(database, into: &writer)
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
        SELECT id, name, example, description FROM studio_classes
        WHERE id IN (SELECT value FROM json_each(?)) AND project = ? ORDER BY id
        """
    private static let labelObjects: SQL = """
        SELECT id, name FROM studio_labels WHERE id IN (SELECT value FROM json_each(?)) AND project = ? ORDER BY id
        """
}
