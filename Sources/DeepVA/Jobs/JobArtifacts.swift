// The files that jobs produce.

import Emulator
import JSON
import Store
import System

/// Artifacts (specification, section 2). They expire after seven days on the tenant's clock.
enum JobArtifacts {
    static let handlers: [String: Handler] = [
        "listJobArtifacts": list,
        "getJobArtifactFile": file,
    ]

    static let transitions = [expiry]

    private static let expiry = Transition("deepva.artifact.expire", body: expire)

    private static let lifetimeSeconds = 7 * 86_400

    /// An artifact in the making.
    struct Made: Sendable {
        let filename: String
        let mediaType: String
        let bytes: [UInt8]
    }

    private static func list(_ call: Call) throws -> Reply {
        let id = call.path("job_id")
        let job = try Jobs.number(of: id, in: call.database)
        let now = SQLValue.int(call.now.microseconds)
        let total = try call.database.scalarInt(
            "SELECT count(*) FROM deepva_artifacts WHERE job = ? AND expires > ?", .int(job), now)
        return try call.paged(total: total ?? 0) { writer in
            try call.database.each(
                """
                SELECT id, created, expires, filename, media_type FROM deepva_artifacts
                WHERE job = ? AND expires > ? ORDER BY seq DESC LIMIT ? OFFSET ?
                """,
                .int(job), now, .int(call.page.limit), .int(call.page.offset)
            ) { row in
                writer.beginObject()
                writer.field("id", row.text(0))
                writer.key("time_created")
                writer.instant(Instant(microseconds: row.int(1)), .zoned)
                writer.key("time_expiration")
                writer.instant(Instant(microseconds: row.int(2)), .zoned)
                writer.field("filename", row.text(3))
                writer.field("mime_type", row.text(4))
                writer.field("job_id", id)
                writer.endObject()
            }
        }
    }

    private static func file(_ call: Call) throws -> Reply {
        let job = try Jobs.number(of: call.path("job_id"), in: call.database)
        let row = try call.database.first(
            "SELECT content, media_type, filename FROM deepva_artifacts WHERE id = ? AND job = ? AND expires > ?",
            .text(call.path("artifact_id")), .int(job), .int(call.now.microseconds)
        ) { ($0.text(0), $0.text(1), $0.text(2)) }
        guard let row, let payload = try call.tenant.files.payload(row.0) else { throw Problem.unknownArtifact }
        return .content(payload, mediaType: row.1)
    }

    /// Keeps the artifacts of a job that has ended.
    static func store(_ artifacts: [Made], job: Int, in context: TransitionContext) throws {
        for artifact in artifacts {
            let id = context.tenant.identifiers.uuid()
            let files = context.tenant.files
            let key = try files.keep(files.pendingFile().stage(.memory(artifact.bytes)))
            let expires = context.now.advanced(bySeconds: lifetimeSeconds)
            try context.database.execute(
                """
                INSERT INTO deepva_artifacts(id, job, created, expires, filename, media_type, content)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                .text(id), .int(job), .int(context.now.microseconds), .int(expires.microseconds),
                .text(artifact.filename), .text(artifact.mediaType), .text(key))
            try context.tenant.schedule.add(expiry, subject: .id(id), at: expires, kind: .deadline)
        }
    }

    /// Removes the bytes of a job's artifacts; their rows go with the job.
    static func removeContents(of job: Int, from tenant: Tenant) throws {
        let rows = try tenant.database.all("SELECT id, content FROM deepva_artifacts WHERE job = ?", .int(job)) {
            (id: $0.text(0), content: $0.text(1))
        }
        for row in rows {
            try tenant.files.remove(row.content)
            try tenant.schedule.cancel(subject: .id(row.id))
        }
    }

    private static func expire(_ context: TransitionContext) throws -> TransitionContext.Result {
        let content = try context.database.first(
            "SELECT content FROM deepva_artifacts WHERE id = ?", .text(context.subject.text)
        ) { $0.text(0) }
        if let content { try context.tenant.files.remove(content) }
        try context.database.execute("DELETE FROM deepva_artifacts WHERE id = ?", .text(context.subject.text))
        return .done
    }
}
