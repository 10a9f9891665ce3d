// Files that jobs and exports produce. They expire after seven days on the tenant's clock.

import Emulator
import JSON
import Store

/// The artifacts of one kind of records (specification, sections 2 and 9).
struct Artifacts: Sendable {
    /// Deletes an expired artifact.
    let expiry: Transition
    private let ownerMember: StaticString
    private let statements: Statements

    private static let lifetimeSeconds = 7 * 86_400

    /// The statements over one table, composed once.
    private struct Statements: Sendable {
        let count: SQL
        let page: SQL
        let content: SQL
        let insert: SQL
        let all: SQL
        let some: SQL
        let deleteOne: SQL
        let delete: SQL

        init(table: SQL, owner: SQL) {
            count = "SELECT count(*) FROM \(table) WHERE \(owner) = ? AND expires > ?"
            page = """
                SELECT id, created, expires, filename, media_type FROM \(table)
                WHERE \(owner) = ? AND expires > ? ORDER BY seq DESC LIMIT ? OFFSET ?
                """
            content = "SELECT content, media_type, created FROM \(table) WHERE id = ? AND \(owner) = ? AND expires > ?"
            insert = """
                INSERT INTO \(table)(id, \(owner), created, expires, filename, media_type, content)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
            some = "SELECT seq, id, content FROM \(table) WHERE \(owner) = ? LIMIT ?"
            deleteOne = "DELETE FROM \(table) WHERE seq = ?"
            all = "SELECT id, content FROM \(table) WHERE \(owner) = ?"
            delete = "DELETE FROM \(table) WHERE \(owner) = ?"
        }
    }

    /// - Parameters:
    ///   - table: the table of the artifacts.
    ///   - owner: the column with the row number of the job or export.
    ///   - ownerMember: the member of responses with its id.
    ///   - expiry: the name of the transition that deletes an expired artifact.
    init(table: SQL, owner: SQL, ownerMember: StaticString, expiry: String) {
        self.ownerMember = ownerMember
        statements = Statements(table: table, owner: owner)
        let content: SQL = "SELECT content FROM \(table) WHERE id = ?"
        let delete: SQL = "DELETE FROM \(table) WHERE id = ?"
        self.expiry = Transition(expiry) { context in
            let id = SQLValue.text(context.subject.text)
            if let key = try context.database.scalarText(content, id) { try context.tenant.files.remove(key) }
            try context.database.execute(delete, id)
            return .done
        }
    }

    // MARK: - Requests

    /// A page of the artifacts of an owner, newest first.
    func list(of owner: Int, id ownerID: String, _ call: Call) throws -> Reply {
        let (owner, now) = (SQLValue.int(owner), SQLValue.int(call.now.microseconds))
        let total = try call.database.scalarInt(statements.count, owner, now)
        return try call.paged(total: total ?? 0) { writer in
            try call.database.each(
                statements.page, owner, now, .int(call.page.limit), .int(call.page.offset)
            ) { row in
                writer.beginObject()
                writer.field("id", row.text(0))
                writer.zonedTime("time_created", row.int(1))
                writer.zonedTime("time_expiration", row.int(2))
                writer.field("filename", row.text(3))
                writer.field("mime_type", row.text(4))
                writer.field(ownerMember, ownerID)
                writer.endObject()
            }
        }
    }

    /// The content of the artifact in the path.
    func file(of owner: Int, _ call: Call) throws -> Reply {
        let row = try call.database.first(
            statements.content, .text(call.path("artifact_id")), .int(owner), .int(call.now.microseconds)
        ) { (content: $0.text(0), mediaType: $0.text(1), created: Instant(microseconds: $0.int(2))) }
        guard let row, let payload = try call.tenant.files.payload(row.content) else { throw Problem.unknownArtifact }
        return .content(payload, mediaType: row.mediaType, modified: row.created)
    }

    // MARK: - Making and removing

    /// Stores a file of an owner.
    ///
    /// - Parameter file: where its bytes are already.
    func add(
        _ file: FileStore.StagedFile, named name: String, mediaType: String, to owner: Int, at created: Instant,
        in context: TransitionContext
    ) throws {
        let id = context.tenant.identifiers.uuid()
        let key = try context.tenant.files.keep(file)
        let expires = created.advanced(bySeconds: Self.lifetimeSeconds)
        try context.database.execute(
            statements.insert, .text(id), .int(owner), .int(created.microseconds), .int(expires.microseconds),
            .text(name), .text(mediaType), .text(key))
        try context.tenant.schedule.add(expiry, subject: .id(id), at: expires, kind: .deadline)
    }

    /// Removes the contents of an owner's artifacts. Their rows are deleted with the owner.
    func removeContents(of owner: Int, from tenant: Tenant) throws {
        let rows = try tenant.database.all(statements.all, .int(owner)) { (id: $0.text(0), content: $0.text(1)) }
        for row in rows {
            try tenant.files.remove(row.content)
            try tenant.schedule.cancel(subject: .id(row.id))
        }
    }

    /// Removes the artifacts of an owner that stays.
    func removeAll(of owner: Int, from tenant: Tenant) throws {
        try removeContents(of: owner, from: tenant)
        try tenant.database.execute(statements.delete, .int(owner))
    }

    /// How many artifacts are removed at once.
    private static let slice = 100

    /// Removes some of the artifacts of an owner.
    ///
    /// - Returns: whether none are left.
    func removeSome(of owner: Int, from tenant: Tenant) throws -> Bool {
        let rows = try tenant.database.all(statements.some, .int(owner), .int(Self.slice)) {
            (seq: $0.int(0), id: $0.text(1), content: $0.text(2))
        }
        for row in rows {
            try tenant.files.remove(row.content)
            try tenant.schedule.cancel(subject: .id(row.id))
            try tenant.database.execute(statements.deleteOne, .int(row.seq))
        }
        return rows.count < Self.slice
    }
}
