// Resumable uploads: whole files, chunks, status queries, cancellation (Google's resumable protocol).

import Emulator
import HTTP
import JSON
import Store
import System

/// Requests to upload sessions (specification, "Uploads"). ``ResumableProtocol`` decides what a request leads to.
enum Uploads {
    static let handlers: [String: Handler] = [
        "uploadDatasetArchive": receive,
        "uploadDatasetArchiveByPost": receive,
        "cancelUpload": cancel,
    ]

    /// When the connection breaks in the middle of a body, what has arrived is kept.
    static let partialBodies: Set<String> = ["uploadDatasetArchive", "uploadDatasetArchiveByPost"]

    /// Errors of the storage have another shape than those of the platform, to which a malformed query would belong.
    static let lenientQueries = Set(handlers.keys)

    /// The name of the bucket in URLs; there is only this one.
    static let bucket = "deepen-uploads"

    /// Writes the `files` of a dataset.
    static func writeFiles(of dataset: Int, _ call: Call, into writer: inout JSONWriter) throws {
        writer.beginArray()
        try call.database.each(
            "SELECT declared, media_type, id, name FROM tools_uploads WHERE dataset = ? ORDER BY seq", .int(dataset)
        ) { row in
            writer.beginObject()
            writer.key("file_size")
            row.withText(0) { writer.raw($0) }
            writer.field("file_type", row.text(1))
            writer.field("resumable_upload_url", UploadCreation.url(id: row.text(2), name: row.text(3), call))
            writer.endObject()
        }
        writer.endArray()
    }

    // MARK: - Requests

    private static func receive(_ call: Call) throws -> Reply {
        let session: UploadSession
        switch try find(call) {
        case .session(let found): session = found
        case .refusal(let reply): return reply
        }
        let state = try session.state(in: call.database)
        if state.isComplete, !state.isRetryable { return try UploadReplies.object(session) }
        guard let range = ContentRange(call.request.head.headers["content-range"]) else {
            return UploadReplies.error(400, "Content-Range must be bytes a-b/N, bytes a-b/* or bytes */N.")
        }
        let body: Payload
        switch call.request.body {
        case .none: body = .memory([])
        case .payload(let payload): body = payload
        case .parts: return UploadReplies.error(400, "The body must be the bytes of the file.")
        case .broken(let problem): return UploadReplies.error(problem.status, problem.message, Problem(problem).headers)
        }
        let decision = ResumableProtocol(state, range: range, count: body.count, isCut: call.request.isCut)
        switch decision {
        case .finished: return try UploadReplies.object(session)
        case .status:
            // A complete session gets here only when it begins again: what it has does not count any more.
            return UploadReplies.incomplete(received: session.isComplete ? 0 : session.received, call)
        case .refuse(let reason): return UploadReplies.error(400, reason)
        case .gap(let offset, let received): return UploadReplies.gap(offset: offset, received: received)
        case .finalise:
            let nothing = ResumableProtocol.Part(position: session.received, total: session.total, completes: true)
            return store(nothing, of: body, session, call)
        case .store(let part): return store(part, of: body, session, call)
        }
    }

    private enum Found {
        case session(UploadSession)
        case refusal(Reply)
    }

    /// The session that `upload_id` names, which is its only credential.
    private static func find(_ call: Call) throws -> Found {
        func refuse(_ status: Int, _ message: String) -> Found {
            .refusal(UploadReplies.error(status, message))
        }
        guard call.path("bucket") == bucket else { return refuse(404, "There is no such bucket.") }
        guard let id = call.parameters["upload_id"]?.string, !id.isEmpty else {
            return refuse(400, "The query parameter upload_id is required.")
        }
        guard let session = try UploadSession(id, in: call.database), session.isOpen else {
            return refuse(404, "There is no such upload session.")
        }
        guard session.expires > call.now else {
            return refuse(410, "The upload session has expired after a week. Start a new one.")
        }
        return .session(session)
    }

    /// Stores the bytes on the pool, then updates the session.
    private static func store(
        _ part: ResumableProtocol.Part, of body: Payload, _ session: UploadSession, _ call: Call
    ) -> Reply {
        let storage = UploadStorage(part, of: session, call)
        return .later(lane: .reading(body.count), { try storage.write(body) }) { written in
            try UploadUpdate.apply(written, total: part.total, to: session, call)
        }
    }

    /// The protocol answers a cancellation that worked with 499.
    private static func cancel(_ call: Call) throws -> Reply {
        switch try find(call) {
        case .refusal(let reply): return reply
        case .session(let session):
            try UploadTransitions.cancel(session, in: call.tenant)
            return .empty(499)
        }
    }
}
