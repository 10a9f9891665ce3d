// Where a list of documents comes from: a project, a group, a session or an analysis.

import Emulator
import JSON
import Store

/// An owner of documents, each of which has a position in it.
///
/// Positions grow by one with every document. While none is missing, a page begins at the position that equals its
/// offset; after documents have been taken out, positions are walked through in windows.
struct DocumentList: Sendable {
    /// FROM clause with a table or alias `d` of documents.
    fileprivate let from: SQL
    /// The column that names the owner.
    fileprivate let owner: SQL
    /// The column that counts.
    fileprivate let position: SQL
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
        in positions: Range<Int>, where condition: Condition, limit: Int, _ database: Database
    ) throws -> [DocumentWriter.Record] {
        try database.all(
            """
            SELECT \(DocumentWriter.columns) FROM \(from)
            WHERE \(owner) = ? AND \(position) >= ? AND \(position) < ? AND \(condition.sql)
            ORDER BY \(position) LIMIT ?
            """,
            [.int(id), .int(positions.lowerBound), .int(positions.upperBound)] + condition.values + [.int(limit)]
        ) { DocumentWriter.Record($0) }
    }

    /// The numbers of the documents at positions of a range, in order.
    func numbers(in positions: Range<Int>, _ database: Database) throws -> [Int] {
        try database.all(
            "SELECT d.id FROM \(from) WHERE \(owner) = ? AND \(position) >= ? AND \(position) < ? ORDER BY \(position)",
            .int(id), .int(positions.lowerBound), .int(positions.upperBound)
        ) { $0.int(0) }
    }

    /// How many documents at positions of a range fit a condition.
    func count(in positions: Range<Int>, where condition: Condition, _ database: Database) throws -> Int {
        try database.first(
            """
            SELECT count(*) FROM \(condition.isEmpty && from.text.contains("m CROSS") ? members : from)
            WHERE \(owner) = ? AND \(position) >= ? AND \(position) < ? AND \(condition.sql)
            """, [.int(id), .int(positions.lowerBound), .int(positions.upperBound)] + condition.values
        ) { $0.int(0) } ?? 0
    }

    /// The table of members alone, which is all that an unconditional count needs.
    private var members: SQL { SQL(text: String(from.text.prefix { $0 != " " }) + " m") }

    /// A condition on documents `d`.
    struct Condition: Sendable {
        private(set) var sql: SQL = "1"
        private(set) var values: [SQLValue] = []
        private(set) var isEmpty = true

        /// No condition.
        static let none = Condition()

        /// Adds a condition that must hold, too.
        mutating func add(_ condition: SQL, _ values: SQLValue...) {
            add(condition, values)
        }

        /// Adds a condition whose values come as an array.
        mutating func add(_ condition: SQL, _ values: [SQLValue]) {
            sql = isEmpty ? condition : "\(sql) AND \(condition)"
            self.values += values
            isEmpty = false
        }

        /// Adds the search for a part of the text, in which the case of ASCII letters does not matter. LIKE would end
        /// at a NUL.
        mutating func addSearch(_ text: String?) {
            guard let text, !text.isEmpty else { return }
            add("instr(lower(d.text), lower(?)) > 0", .text(text))
        }
    }
}

extension DocumentList.Condition {
    /// Adds that a document has a tag with one of these classes, and one with one of these labels.
    ///
    /// - Parameters:
    ///   - classes: an array of numbers, or nil.
    ///   - labels: an array of numbers, or nil.
    ///   - whose: a condition on the tag.
    mutating func addTags(_ classes: JSON?, _ labels: JSON?, _ whose: SQL, _ values: SQLValue...) {
        for (numbers, column) in [(classes, "class"), (labels, "label")] as [(JSON?, SQL)] {
            guard let numbers = numbers?.array?.compactMap(\.int), !numbers.isEmpty else { continue }
            add(
                """
                EXISTS (SELECT 1 FROM studio_tags x WHERE x.document = d.id AND +x.\(whose)
                    AND +x.\(column) IN (\(SQL.placeholders(numbers.count))))
                """, values + numbers.map { .int($0) })
        }
    }
}
