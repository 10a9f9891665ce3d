// A list of documents: those of a project, a group, a session or an analysis.

import Store

/// The documents of one owner, each at a position.
///
/// Every new document gets the next position. While no position is missing, a page starts at the position that equals
/// its offset. After documents have been deleted, positions have to be walked through in windows.
struct DocumentList: Sendable {
    /// FROM clause with a table or alias `d` of documents.
    private let from: SQL
    /// The column that names the owner.
    private let owner: SQL
    /// The column that counts.
    private let position: SQL
    /// The owner's number.
    let id: Int
    /// How many documents there are.
    let count: Int
    /// One more than the last position.
    let end: Int

    /// The documents of a project.
    static func project(_ id: Int, _ database: Database) throws -> DocumentList {
        try DocumentList(
            from: "studio_documents d", owner: "d.project", position: "d.ordinal", id: id,
            counts: "SELECT document_count, next_ordinal FROM studio_projects WHERE id = ?", database)
    }

    /// The documents of a group.
    static func group(_ id: Int, _ database: Database) throws -> DocumentList {
        try DocumentList(
            from: "studio_group_documents m CROSS JOIN studio_documents d ON d.id = m.document", owner: "m.group_id",
            position: "m.position", id: id,
            counts: "SELECT document_count, next_position FROM studio_groups WHERE id = ?", database)
    }

    /// The documents of a labeling or correction session.
    static func session(_ id: Int, _ database: Database) throws -> DocumentList {
        try DocumentList(
            from: "studio_session_documents m CROSS JOIN studio_documents d ON d.id = m.document", owner: "m.session",
            position: "m.position", id: id,
            counts: "SELECT document_count, next_position FROM studio_sessions WHERE id = ?", database)
    }

    /// The documents of an analysis.
    static func analysis(_ id: Int, _ database: Database) throws -> DocumentList {
        try DocumentList(
            from: "studio_analysis_documents m CROSS JOIN studio_documents d ON d.id = m.document",
            owner: "m.analysis", position: "m.position", id: id,
            counts: "SELECT document_count, next_position FROM studio_analyses WHERE id = ?", database)
    }

    private init(from: SQL, owner: SQL, position: SQL, id: Int, counts: SQL, _ database: Database) throws {
        self.from = from
        self.owner = owner
        self.position = position
        self.id = id
        (count, end) = try database.first(counts, .int(id)) { ($0.int(0), $0.int(1)) } ?? (0, 0)
    }

    /// Whether no position is missing.
    var isDense: Bool { count == end }

    /// The documents at positions of a range that fit a condition on `d`, in order; at most `limit` of them.
    func documents(
        in positions: Range<Int>, where condition: DocumentCondition, limit: Int, _ database: Database
    ) throws -> [DocumentRecord] {
        try database.all(
            """
            SELECT \(DocumentRecord.columns) FROM \(from)
            WHERE \(owner) = ? AND \(position) >= ? AND \(position) < ? AND \(condition.sql)
            ORDER BY \(position) LIMIT ?
            """,
            [.int(id), .int(positions.lowerBound), .int(positions.upperBound)] + condition.values + [.int(limit)]
        ) { DocumentRecord($0) }
    }

    /// The numbers of the documents at positions of a range that fit a condition, in order; at most `limit` of them.
    func numbers(
        in positions: Range<Int>, where condition: DocumentCondition = .none, limit: Int = .max, _ database: Database
    ) throws -> [Int] {
        try database.all(
            """
            SELECT d.id FROM \(from)
            WHERE \(owner) = ? AND \(position) >= ? AND \(position) < ? AND \(condition.sql)
            ORDER BY \(position) LIMIT ?
            """,
            [.int(id), .int(positions.lowerBound), .int(positions.upperBound)] + condition.values + [.int(limit)]
        ) { $0.int(0) }
    }

    /// How many documents at positions of a range fit a condition.
    func count(in positions: Range<Int>, where condition: DocumentCondition, _ database: Database) throws -> Int {
        try database.first(
            """
            SELECT count(*) FROM \(condition.isEmpty && from.text.contains("m CROSS") ? members : from)
            WHERE \(owner) = ? AND \(position) >= ? AND \(position) < ? AND \(condition.sql)
            """, [.int(id), .int(positions.lowerBound), .int(positions.upperBound)] + condition.values
        ) { $0.int(0) } ?? 0
    }

    /// The table of members alone, which is all that an unconditional count needs.
    private var members: SQL { SQL(text: String(from.text.prefix { $0 != " " }) + " m") }
}
