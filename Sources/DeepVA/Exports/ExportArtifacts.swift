// The files that exports have made: an archive and a log. They expire after seven days on the tenant's clock.

import Emulator
import JSON
import Store

/// Artifacts of exports (specification, section 9).
enum ExportArtifacts {
    static let handlers: [String: Handler] = [
        "listExportArtifacts": list,
        "getExportArtifactFile": file,
    ]

    static let transitions = [expiry]

    private static let expiry = Transition("deepva.export_artifact.expire", body: expire)

    private static let lifetimeSeconds = 7 * 86_400

    private static func list(_ call: Call) throws -> Reply {
        let owner = SQLValue.int(try Exports.number(call))
        let now = SQLValue.int(call.now.microseconds)
        let total = try call.database.scalarInt(
            "SELECT count(*) FROM deepva_export_artifacts WHERE export = ? AND expires > ?", owner, now)
        return try call.paged(total: total ?? 0) { writer in
            try call.database.each(
                """
                SELECT id, created, expires, filename, media_type FROM deepva_export_artifacts
                WHERE export = ? AND expires > ? ORDER BY seq DESC LIMIT ? OFFSET ?
                """,
                owner, now, .int(call.page.limit), .int(call.page.offset)
            ) { row in
                writer.beginObject()
                writer.field("id", row.text(0))
                writer.key("time_created")
                writer.instant(Instant(microseconds: row.int(1)), .zoned)
                writer.key("time_expiration")
                writer.instant(Instant(microseconds: row.int(2)), .zoned)
                writer.field("filename", row.text(3))
                writer.field("mime_type", row.text(4))
                writer.field("export_id", call.path("export_id"))
                writer.endObject()
            }
        }
    }

    private static func file(_ call: Call) throws -> Reply {
        let row = try call.database.first(
            """
            SELECT content, media_type FROM deepva_export_artifacts WHERE id = ? AND export = ? AND expires > ?
            """,
            .text(call.path("artifact_id")), .int(Exports.number(call)), .int(call.now.microseconds)
        ) { ($0.text(0), $0.text(1)) }
        guard let row, let payload = try call.tenant.files.payload(row.0) else { throw Problem.unknownArtifact }
        return .content(payload, mediaType: row.1)
    }

    /// Keeps a file of an export.
    static func add(
        _ prepared: FileStore.StagedFile, named name: String, mediaType: String, to export: Int, at created: Instant,
        in context: TransitionContext
    ) throws {
        let id = context.tenant.identifiers.uuid()
        let expires = created.advanced(bySeconds: lifetimeSeconds)
        try context.database.execute(
            """
            INSERT INTO deepva_export_artifacts(id, export, created, expires, filename, media_type, content)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            .text(id), .int(export), .int(created.microseconds), .int(expires.microseconds), .text(name),
            .text(mediaType), .text(context.tenant.files.keep(prepared)))
        try context.tenant.schedule.add(expiry, subject: .id(id), at: expires, kind: .deadline)
    }

    private static func expire(_ context: TransitionContext) throws -> TransitionContext.Result {
        let content = try context.database.scalarText(
            "SELECT content FROM deepva_export_artifacts WHERE id = ?", .text(context.subject.text))
        if let content { try context.tenant.files.remove(content) }
        try context.database.execute("DELETE FROM deepva_export_artifacts WHERE id = ?", .text(context.subject.text))
        return .done
    }
}
