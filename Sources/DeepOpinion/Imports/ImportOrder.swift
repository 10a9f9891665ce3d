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
    /// The key of the stored lines.
    let content: String
    /// Whether the lines are removed afterwards.
    let ownsContent: Bool
    let plan: ImportPlan
    /// The transition that follows, and its subject.
    let done: Transition
    let subject: ScheduleSubject

    /// The transitions that may follow an import, which is stored with the name of its own.
    private static let followers = [
        Documents.uploaded, GroupTransitions.finishing, SessionTransitions.importing, AnalysisTransitions.filling,
    ]

    /// Inserts the import and returns its number.
    func insert(_ database: Database) throws -> Int {
        try database.execute(
            """
            INSERT INTO studio_imports(project, group_id, user, content, owns, how_json, done, subject)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .optional(project), .optional(group), .optional(user), .text(content), .bool(ownsContent),
            .text(plan.json.description), .text(done.name), .text(subject.text))
        return database.lastInsertedRow
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
        content = row.text(3)
        ownsContent = row.bool(4)
        plan = ImportPlan(try JSON(parsing: row.text(5)))
        let name = row.text(6)
        guard let follower = Self.followers.first(where: { $0.name == name }) else { throw Problem.internalError }
        done = follower
        subject = ScheduleSubject(row.text(7))
    }
}
