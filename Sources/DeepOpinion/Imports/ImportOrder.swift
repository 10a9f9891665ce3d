// What an import has to do.

import Emulator
import JSON
import Store

/// Where records come from and where they go.
struct ImportOrder {
    /// The project; nil for documents of a model without one.
    let project: Int?
    /// The group that the documents are added to, if any.
    let group: Int?
    /// The user to notify.
    let user: Int?
    /// The sources that are left, in their order; the first one is being read.
    let parts: [ImportPart]
    /// How many documents there will be.
    let expected: Int
    /// The transition that follows, and its subject.
    let done: Transition
    let subject: ScheduleSubject

    /// The transitions that may follow an import, which is stored with the name of its own.
    private static let followers = [
        DocumentUpload.uploaded, GroupTransitions.finishing, SessionTransitions.importing, AnalysisTransitions.filling,
    ]

    /// Inserts the import and returns its number.
    func insert(_ database: Database) throws -> Int {
        try database.execute(
            """
            INSERT INTO studio_imports(project, group_id, user, content, owns, how_json, done, subject)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .optional(project), .optional(group), .optional(user), .text(parts.first?.content ?? ""),
            .bool(parts.first?.isOwned ?? false), .text(how), .text(done.name), .text(subject.text))
        return database.lastInsertedRow
    }

    /// Goes on with the next source.
    ///
    /// - Returns: whether there is one.
    func advance(_ id: Int, taken: Int, _ database: Database) throws -> Bool {
        let rest = ImportOrder(
            project: project, group: group, user: user, parts: Array(parts.dropFirst()), expected: expected, done: done,
            subject: subject)
        guard let next = rest.parts.first else { return false }
        try database.execute(
            "UPDATE studio_imports SET content = ?, owns = ?, how_json = ?, byte_offset = 0, taken = ? WHERE id = ?",
            .text(next.content), .bool(next.isOwned), .text(rest.how), .int(taken), .int(id))
        return true
    }

    /// The plan of the first source as JSON text, with the other sources behind it.
    private var how: String {
        var members = parts.first?.plan.json.object ?? [:]
        members["expected"] = .int(expected)
        members["rest"] = .array(parts.dropFirst().map(\.json))
        return JSON.object(members).description
    }
}

extension ImportOrder {
    /// The columns of ``init(_:)``.
    static let columns: SQL = "project, group_id, user, content, owns, how_json, done, subject"

    /// An order from a row of ``columns``.
    init(_ row: borrowing Row) throws {
        project = row.optionalInt(0)
        group = row.optionalInt(1)
        user = row.optionalInt(2)
        let how = try JSON(parsing: row.text(5))
        let first = ImportPart(content: row.text(3), isOwned: row.bool(4), plan: ImportPlan(how))
        parts = [first] + (how["rest"]?.array ?? []).map { ImportPart($0) }
        expected = how["expected"]?.int ?? 0
        let name = row.text(6)
        guard let follower = Self.followers.first(where: { $0.name == name }) else { throw Problem.internalError }
        done = follower
        subject = ScheduleSubject(row.text(7))
    }

    /// How many documents an import into a group will bring; nil when there is none.
    static func expected(inGroup group: Int, _ database: Database) throws -> Int? {
        try database.scalarInt(
            "SELECT json_extract(how_json, '$.expected') FROM studio_imports WHERE group_id = ?", .int(group))
    }
}
