// Updates a session, and the dataset that it is for, once its bytes are stored.

import Emulator
import JSON
import Store

/// The part of an upload that runs on the loop after the bytes were written.
enum UploadUpdate {
    /// Keeps what was written. When the session has moved meanwhile, the bytes are dropped and its present state is the
    /// answer.
    static func apply(
        _ written: UploadStorage.Written, total: Int, to before: UploadSession, _ call: Call
    ) throws -> Reply {
        guard let session = try UploadSession(before.id, in: call.database), session.isOpen,
            session.revision == before.revision
        else { return try discard(written, before, call) }
        var content = session.content
        switch written.bytes {
        case .whole(let staged): content = try call.tenant.files.keep(staged)
        case .appended(let appended): content = try call.tenant.files.keep(appended)
        case .unchanged: break
        }
        if let old = session.content, old != content { try call.tenant.files.remove(old) }
        let object = written.checksums.map { describe(session, $0, call).description }
        try call.database.execute(
            """
            UPDATE tools_uploads SET received = ?, total = ?, revision = revision + 1, content = ?, object_json = ?,
                completed = ? WHERE seq = ?
            """,
            .int(written.received), .int(total), .optional(content),
            .optional(object), object == nil ? .null : .int(call.now.microseconds), .int(session.seq))
        if let dataset = session.dataset { try beginUpload(of: dataset, call.database) }
        guard let object else { return UploadReplies.incomplete(received: written.received, call) }
        return .json(try JSON(parsing: object))
    }

    private static func discard(
        _ written: UploadStorage.Written, _ before: UploadSession, _ call: Call
    ) throws -> Reply {
        if case .appended(let appended) = written.bytes { call.tenant.files.discard(appended) }
        guard let session = try UploadSession(before.id, in: call.database), session.isOpen else {
            return UploadReplies.error(404, "The upload session has ended.")
        }
        return session.isComplete
            ? try UploadReplies.object(session) : UploadReplies.incomplete(received: session.received, call)
    }

    /// The first bytes put a dataset in progress; those of a new attempt clear its error.
    private static func beginUpload(of dataset: Int, _ database: Database) throws {
        try database.execute(
            """
            UPDATE tools_datasets SET status = 'files_to_be_uploaded', message = NULL, stage = 'FileUpload',
                stage_status = 'in_progress'
            WHERE seq = ? AND status IN ('files_to_be_uploaded', 'preprocessing_error') AND stage <> 'Labelling'
            """,
            .int(dataset))
    }

    /// The object as Google's store describes it.
    private static func describe(_ session: UploadSession, _ checksums: ObjectChecksums, _ call: Call) -> JSON {
        let generation = String(call.now.microseconds)
        let time = call.now.text(.zoned)
        var object: JSONObject = [
            "kind": "storage#object", "id": .string("\(Uploads.bucket)/\(session.name)/\(generation)"),
            "name": .string(session.name), "bucket": .string(Uploads.bucket), "size": .string(String(checksums.size)),
            "contentType": .string(session.mediaType), "timeCreated": .string(time), "updated": .string(time),
            "generation": .string(generation),
        ]
        object["md5Hash"] = checksums.md5.map(JSON.string)
        object["crc32c"] = checksums.crc32c.map(JSON.string)
        return .object(object)
    }
}
