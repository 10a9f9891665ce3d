// Resumable uploads: whole files, chunks, status queries, cancellation (Google's resumable protocol).

import Emulator
import HTTP
import JSON
import Store
import System

/// Upload sessions (specification, "Uploads"). What a request leads to is decided in ``ResumableProtocol``.
enum Uploads {
    static let handlers: [String: Handler] = [
        "uploadDatasetArchive": take,
        "uploadDatasetArchiveByPost": take,
        "cancelUpload": cancel,
    ]

    static let transitions: [String: Transition] = [
        expiry: expire
    ]

    /// A connection that breaks in mid-body leaves what has come.
    static let partialBodies: Set<String> = ["uploadDatasetArchive", "uploadDatasetArchiveByPost"]

    /// The name of the bucket in URLs; there is only this one.
    static let bucket = "deepen-uploads"
    private static let expiry = "deepen-tools.upload.expire"

    /// Whom the object of a session belongs to.
    enum Owner {
        case dataset(Int)
        case user(String)
    }

    // MARK: - Sessions

    /// Opens a session for a file that is to come.
    ///
    /// - Returns: its URL.
    @discardableResult
    static func open(
        _ file: UploadFile, called name: String, path: String, for owner: Owner, _ call: Call
    ) throws -> String {
        let id = call.tenant.identifiers.alphanumeric(64)
        var dataset = SQLValue.null
        var user = SQLValue.null
        switch owner {
        case .dataset(let seq): dataset = .int(seq)
        case .user(let secret): user = .text(secret)
        }
        try call.database.execute(
            """
            INSERT INTO tools_uploads(id, dataset, owner, name, file_name, media_type, declared, total, created)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .text(id), dataset, user, .text(path), .text(name), .text(file.mediaType),
            .text(file.declared.description), .int(file.size), .int(call.now.microseconds))
        try call.tenant.schedule.add(
            expiry, subject: id, at: call.now.advanced(bySeconds: UploadSession.lifetimeSeconds), kind: .deadline)
        return url(id: id, name: path, call)
    }

    /// The session URL. A published client takes the file's name from `name`, so its slashes are escaped.
    private static func url(id: String, name: String, _ call: Call) -> String {
        call.links.openURL(
            "/upload/storage/v1/b/\(bucket)/o?uploadType=resumable&name=\(PercentEncoding.pathSegment(name))&upload_id=\(id)"
        )
    }

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
            writer.field("resumable_upload_url", url(id: row.text(2), name: row.text(3), call))
            writer.endObject()
        }
        writer.endArray()
    }

    /// Drops what the sessions of a dataset hold; their rows go with the dataset.
    static func removeContents(of dataset: Int, from tenant: Tenant) throws {
        let sessions = try tenant.database.all(
            "SELECT id, content FROM tools_uploads WHERE dataset = ?", .int(dataset)
        ) { (id: $0.text(0), content: $0.optionalText(1)) }
        for session in sessions {
            try tenant.schedule.cancel(subject: session.id)
            if let content = session.content { try tenant.files.remove(content) }
        }
    }

    // MARK: - Requests

    private static func take(_ call: Call) throws -> Reply {
        let session: UploadSession
        switch try find(call) {
        case .session(let found): session = found
        case .refusal(let reply): return reply
        }
        let state = try session.state(in: call.database)
        if state.isComplete, !state.isRetryable { return try UploadReplies.object(session) }
        guard let range = ContentRange(call.request.head.headers["content-range"]) else {
            return UploadReplies.error(400, "Content-Range is not of the form bytes a-b/N, bytes a-b/* or bytes */N.")
        }
        let body: Payload
        switch call.request.body {
        case .none: body = .memory([])
        case .payload(let payload): body = payload
        case .parts: return UploadReplies.error(400, "The body must be the bytes of the file.")
        case .broken(let problem): return UploadReplies.error(problem.status, problem.message)
        }
        let decision = ResumableProtocol(state, range: range, count: body.count, isCut: call.request.isCut)
        switch decision {
        case .finished: return try UploadReplies.object(session)
        case .status:
            // Of a complete session only when it begins again: what it has does not count any more.
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
            return refuse(410, "The upload session is older than a week; start a new one.")
        }
        return .session(session)
    }

    /// Brings bytes to where they will be kept, on the pool, then moves the session on.
    private static func store(
        _ part: ResumableProtocol.Part, of body: Payload, _ session: UploadSession, _ call: Call
    ) -> Reply {
        let storage = UploadStorage(part, of: session, call)
        return .later({ try storage.write(body) }) { written in
            try UploadProgress.apply(written, total: part.total, to: session, call)
        }
    }

    /// 499 is the protocol's way to say that it worked.
    private static func cancel(_ call: Call) throws -> Reply {
        switch try find(call) {
        case .refusal(let reply): return reply
        case .session(let session):
            try close(session.id, in: call.tenant)
            return .empty(499)
        }
    }

    // MARK: - Ends

    /// The week is over: bytes of a file that never became whole go.
    private static func expire(_ context: TransitionContext) throws -> TransitionContext.Result {
        try close(context.subject, in: context.tenant, keepsRow: true)
        return .done
    }

    private static func close(_ id: String, in tenant: Tenant, keepsRow: Bool = false) throws {
        guard let session = try UploadSession(id, in: tenant.database) else { return }
        if !session.isComplete, let content = session.content {
            try tenant.files.remove(content)
            try tenant.database.execute(
                "UPDATE tools_uploads SET content = NULL, received = 0, revision = revision + 1 WHERE seq = ?",
                .int(session.seq))
        }
        // An expired session answers 410, a cancelled one 404.
        guard !keepsRow else { return }
        try tenant.schedule.cancel(subject: id)
        try tenant.database.execute("UPDATE tools_uploads SET is_open = 0 WHERE seq = ?", .int(session.seq))
    }
}
