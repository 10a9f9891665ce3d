// Labeling sessions: lists, single ones, their documents, downloads and deletion.

import Emulator
import JSON
import Store

/// Labeling sessions (specification, "Labeling sessions"). Creation is in ``SessionCreation``, tags and marks are in
/// ``SessionTags`` and ``AnnotationStatus``.
enum LabelingSessions {
    static let handlers: [String: Handler] = [
        "listLabelingSessions": list,
        "createLabelingSession": SessionCreation.create,
        "uploadLabelingFile": SessionCreation.upload,
        "connectLabelingExternalSource": SessionCreation.connectExternalSource,
        "downloadLabelingSessions": downloadAll,
        "getLabelingSession": get,
        "updateLabelingSession": SessionUpdate.update,
        "deleteLabelingSession": delete,
        "downloadLabelingSession": download,
        "listLabelingDocuments": listDocuments,
        "getLabelingDocument": getDocument,
        "listCorrectionDocuments": listDocuments,
        "deleteCorrection": delete,
    ]

    static let timings = [deletion]
    private static let deletion = Timing("deepopinion.session.delete")

    private static let statuses: Set<String> = [
        "CREATED", "STARTED", "ANNOTATING", "FAILED", "FINISHED", "SAMPLING", "PREDICTING", "DELETING",
    ]

    // MARK: - Reading

    private static func list(_ call: Call) throws -> Reply {
        let modes = try words(call, "mode", among: ["ANNOTATION", "CORRECTION"])
        return try reply(call, modes: modes ?? ["ANNOTATION", "CORRECTION"]) { session, writer in
            try session.write(call.database, into: &writer)
        }
    }

    /// Answers with the sessions of a project in some modes and, if the request names any, in some statuses.
    static func reply(
        _ call: Call, modes: [String], write: @escaping (SessionRecord, inout JSONWriter) throws -> Void
    ) throws -> Reply {
        let wanted = try words(call, "status", among: statuses)
        let walk = RecordWalk(
            """
            \(SessionRecord.select) WHERE s.project = ? AND s.mode IN (SELECT value FROM json_each(?))
            AND (? OR s.status IN (SELECT value FROM json_each(?)))
            """,
            [
                .int(call.integer("project_id")), .text(JSON.array(modes.map(JSON.string)).description),
                .bool(wanted == nil), .text(JSON.array((wanted ?? []).map(JSON.string)).description),
            ], by: "s.id", ListRange(call), number: \SessionRecord.id
        ) { SessionRecord($0) }
        return try ListReply.reply(call, walk) { try write($0.counted(call.database), &$1) }
    }

    /// The words of a parameter; nil when it is absent or empty.
    private static func words(_ call: Call, _ name: String, among known: Set<String>) throws -> [String]? {
        let words = (call.parameters[name]?.array ?? []).compactMap(\.string)
            .map { $0.filter { $0 != " " }.uppercased() }.filter { !$0.isEmpty }
        for word in words where !known.contains(word) {
            throw Problem.badRequest(
                "\(name): \(word) is not one of \(known.sorted().joined(separator: ", ")).", field: name)
        }
        return words.isEmpty ? nil : words
    }

    private static func get(_ call: Call) throws -> Reply {
        try reply(SessionScope.session(call), call, status: 200)
    }

    static func reply(_ id: Int, _ call: Call, status: Int) throws -> Reply {
        guard let session = try SessionRecord.find(id, call.database) else { throw Problem.unknownSession }
        return try .json(status: status) { try session.write(call.database, into: &$0) }
    }

    private static func listDocuments(_ call: Call) throws -> Reply {
        let id = SessionScope.session(call)
        guard let session = try SessionRecord.find(id, call.database) else { throw Problem.unknownSession }
        var condition = DocumentCondition.none
        condition.addSearch(call.parameters["search"]?.string)
        let documents = DocumentWriter(database: call.database, details: DocumentFields(call), tags: .session(id))
        return try DocumentPage.reply(
            call, try .session(id, call.database), where: condition, documents,
            begin: { try session.beginWithDocuments(call.database, into: &$0) },
            end: { writer, _, _ in writer.endObject() })
    }

    private static func getDocument(_ call: Call) throws -> Reply {
        let documents = DocumentWriter(
            database: call.database, details: DocumentFields(call), tags: .session(SessionScope.session(call)))
        guard let record = try DocumentRecord.find(call.integer("document_id"), call.database) else {
            throw Problem.unknownDocument
        }
        return try .json { try documents.write(record, into: &$0) }
    }

    // MARK: - Downloads

    private static func download(_ call: Call) throws -> Reply {
        let id = SessionScope.session(call)
        let name = try call.database.scalarText("SELECT name FROM studio_sessions WHERE id = ?", .int(id))
        return DocumentDownload.reply(call, name: name ?? "session", [(try .session(id, call.database), .session(id))])
    }

    private static func downloadAll(_ call: Call) throws -> Reply {
        let project = call.integer("project_id")
        let name = try call.database.scalarText("SELECT name FROM studio_projects WHERE id = ?", .int(project))
        let sessions = try call.database.all(
            """
            SELECT id FROM studio_sessions WHERE project = ? AND mode = 'ANNOTATION' AND status <> 'DELETING' ORDER BY id
            """, .int(project)
        ) { $0.int(0) }
        return DocumentDownload.reply(
            call, name: "\(name ?? "project")-sessions",
            try sessions.map { (try DocumentList.session($0, call.database), TagFilter.session($0)) })
    }

    // MARK: - Deleting

    /// The session has the status DELETING until its tags are deleted.
    private static func delete(_ call: Call) throws -> Reply {
        let id = SessionScope.session(call)
        try SessionTransitions.cancel(id, in: call.tenant)
        try call.database.execute("UPDATE studio_sessions SET status = 'DELETING' WHERE id = ?", .int(id))
        let wait = call.tenant.timings[deletion]
        try Removal.start(.session, id, at: call.now.advanced(byMilliseconds: wait), in: call.tenant)
        return .empty(204)
    }
}
