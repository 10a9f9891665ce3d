// Correction sessions: people confirm or change the tags that a model has predicted.

import Emulator
import JSON
import Store

/// Correction sessions (specification, "Correction sessions"). They share documents, deletion and transitions with
/// labeling sessions.
enum Corrections {
    static let handlers: [String: Handler] = [
        "listCorrections": list,
        "createCorrection": create,
        "getCorrection": get,
        "correctSegment": correctSegment,
        "addCorrectionTag": addTag,
        "updateCorrectionTag": updateTag,
        "deleteCorrectionTag": deleteTag,
        "confirmCorrectionTag": confirmTag,
    ]

    private static func list(_ call: Call) throws -> Reply {
        try LabelingSessions.reply(call, modes: ["CORRECTION"]) { session, writer in
            try session.writeCorrection(call.database, into: &writer)
        }
    }

    private static func get(_ call: Call) throws -> Reply {
        try reply(SessionScope.session(call), call, status: 200)
    }

    private static func reply(_ id: Int, _ call: Call, status: Int) throws -> Reply {
        guard let session = try SessionRecord.find(id, call.database) else { throw Problem.unknownSession }
        return try .json(status: status) { try session.writeCorrection(call.database, into: &$0) }
    }

    private static func create(_ call: Call) throws -> Reply {
        let project = call.integer("project_id")
        let id = call.body["model_id"]?.int ?? 0
        try ModelScope.requireVisible(id, call)
        try ModelAccess.require(.use, Account.calling(call), model: id, call.database)
        let model = try ModelReader(id, call.tenant)
        let type = try call.database.scalarText("SELECT type FROM studio_projects WHERE id = ?", .int(project))
        guard model.type.rawValue == type else {
            throw Problem.conflict("The model has type \(model.type.rawValue), but the project has type \(type ?? "").")
        }
        guard try call.database.exists("SELECT 1 FROM studio_documents WHERE project = ?", .int(project)) else {
            throw Problem.conflict("The project has no documents.")
        }
        let draft = SessionDraft(
            name: call.body["name"]?.string ?? "Correction of \(model.displayName)",
            sampleSize: call.body["sample_size"]?.int)
        let session = try draft.insert(mode: "CORRECTION", model: id, call).session
        try call.tenant.plan(SessionTransitions.sampling, subject: SessionTransitions.subject(session), at: call.now)
        return try reply(session, call, status: 201)
    }

    // MARK: - Segments and tags

    private static func correctSegment(_ call: Call) throws -> Reply {
        let session = try requireOpen(call)
        try AnnotationStatus.mark([call.integer("segment_id")], in: session, call)
        return try segmentReply(session, call)
    }

    private static func addTag(_ call: Call) throws -> Reply {
        let session = try requireOpen(call)
        let tag = try SessionTags.insert(call)
        try markIfConfirmed(session, call)
        return try tagReply(tag, session, call)
    }

    /// A changed tag counts as confirmed.
    private static func updateTag(_ call: Call) throws -> Reply {
        let session = try requireOpen(call)
        let tag = call.integer("tag_id")
        try SessionTags.change(tag, call)
        try call.database.execute("UPDATE studio_tags SET state = 'READY' WHERE id = ?", .int(tag))
        try markIfConfirmed(session, call)
        return try tagReply(tag, session, call)
    }

    private static func deleteTag(_ call: Call) throws -> Reply {
        let session = try requireOpen(call)
        try call.database.execute("DELETE FROM studio_tags WHERE id = ?", .int(call.integer("tag_id")))
        try markIfConfirmed(session, call)
        return try segmentReply(session, call)
    }

    private static func confirmTag(_ call: Call) throws -> Reply {
        let session = try requireOpen(call)
        let tag = call.integer("tag_id")
        try call.database.execute(
            "UPDATE studio_tags SET state = ? WHERE id = ?", .text(call.body["status"]?.string ?? "READY"), .int(tag))
        try markIfConfirmed(session, call)
        return try tagReply(tag, session, call)
    }

    /// 409 while the model is still predicting, or after it failed.
    private static func requireOpen(_ call: Call) throws -> Int {
        let session = SessionScope.session(call)
        let status =
            try call.database.scalarText("SELECT status FROM studio_sessions WHERE id = ?", .int(session)) ?? ""
        guard ["STARTED", "ANNOTATING", "FINISHED"].contains(status) else {
            throw Problem.conflict("The correction session is not open: its status is \(status).")
        }
        return session
    }

    /// A segment counts as annotated while all of its tags are confirmed.
    private static func markIfConfirmed(_ session: Int, _ call: Call) throws {
        let segment = call.integer("segment_id")
        let isOpen = try call.database.exists(
            "SELECT 1 FROM studio_tags WHERE segment = ? AND +session = ? AND state = 'CORRECTING'", .int(segment),
            .int(session))
        if isOpen {
            try AnnotationStatus.unmark(segment, in: session, call)
        } else {
            try AnnotationStatus.mark([segment], in: session, call)
        }
    }

    // MARK: - Answers

    private static func segmentReply(_ id: Int, _ call: Call) throws -> Reply {
        guard let session = try SessionRecord.find(id, call.database) else { throw Problem.unknownSession }
        let segment = call.integer("segment_id")
        let time = try AnnotationStatus.annotated(segment, in: id, call.database)
        return .json { writer in
            writer.beginObject()
            writer.key("segment")
            AnnotationStatus.writeStatus(at: time, segment: .some(segment), call, into: &writer)
            writeProgress(session, into: &writer)
            writer.endObject()
        }
    }

    private static func tagReply(_ tag: Int, _ id: Int, _ call: Call) throws -> Reply {
        guard let session = try SessionRecord.find(id, call.database) else { throw Problem.unknownSession }
        let time = try AnnotationStatus.annotated(call.integer("segment_id"), in: id, call.database)
        return try .json { writer in
            writer.beginObject()
            writer.key("segment")
            writer.beginObject()
            writer.field("annotated", time)
            writer.endObject()
            writeProgress(session, into: &writer)
            writer.key("tag")
            try TagRecord.write(id: tag, call.database, into: &writer)
            writer.endObject()
        }
    }

    private static func writeProgress(_ session: SessionRecord, into writer: inout JSONWriter) {
        writer.field("predicted_score", session.predictedScore)
        writer.field("progress", Int(session.progress.rounded(.down)))
    }
}
