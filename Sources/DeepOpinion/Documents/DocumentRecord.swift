// A document as it is read.

import Store

/// A document.
struct DocumentRecord: Sendable {
    /// The columns of ``init(_:)``, of a table or alias `d`.
    static let columns: SQL = "d.id, d.text, d.meta_json"

    let id: Int
    let text: String
    /// A JSON object of its further attributes; nil when it has none.
    let meta: String?

    /// A document from a row of ``columns``.
    init(_ row: borrowing Row) {
        id = row.int(0)
        text = row.text(1)
        meta = row.optionalText(2)
    }

    /// The document with this number; nil when there is none.
    static func find(_ id: Int, _ database: Database) throws -> DocumentRecord? {
        try database.first("SELECT \(columns) FROM studio_documents d WHERE d.id = ?", .int(id)) { DocumentRecord($0) }
    }
}
