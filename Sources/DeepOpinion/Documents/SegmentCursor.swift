// Walking through the segments of an analysis or a session, a bounded number at a time, however long the documents are.

import Store

/// A place in the documents of one owner, and the way on from there.
struct SegmentCursor: Sendable {
    /// Whose documents.
    enum Owner: Sendable {
        case analysis(Int)
        case session(Int)
    }

    /// One segment with its text.
    struct Segment: Sendable {
        let document: Int
        let id: Int
        let text: String
    }

    /// The most segments, and the most documents, of one step.
    private static let segments = 200
    private static let documents = 150

    private let owner: Owner
    private var position = 0
    private var lastSegment = 0
    /// Whether everything has been read.
    private(set) var isAtEnd = false

    init(_ owner: Owner) {
        self.owner = owner
    }

    /// The next segments; none only at the end, or where documents have none.
    mutating func next(_ database: Database) throws -> [Segment] {
        var found: [Segment] = []
        for _ in 0..<Self.documents {
            guard let (document, bytes) = try document(database) else {
                isAtEnd = true
                return found
            }
            let wanted = Self.segments - found.count
            let before = found.count
            try database.each(
                """
                SELECT id, byte_start, byte_end FROM studio_segments WHERE document = ? AND id > ? ORDER BY id LIMIT ?
                """, .int(document), .int(lastSegment), .int(wanted)
            ) { row in
                let piece = DocumentWriter.slice(bytes, row.int(1), row.int(2))
                found.append(
                    Segment(document: document, id: row.int(0), text: String(decoding: piece, as: UTF8.self)))
            }
            if found.count - before == wanted {
                lastSegment = found.last?.id ?? 0
                return found
            }
            position += 1
            lastSegment = 0
        }
        return found
    }

    /// The document at the position, or the first one behind it.
    private mutating func document(_ database: Database) throws -> (Int, [UInt8])? {
        let (query, id): (SQL, Int) =
            switch owner {
            case .analysis(let id): (Self.ofAnalysis, id)
            case .session(let id): (Self.ofSession, id)
            }
        let row = try database.first(query, .int(id), .int(position)) { row in
            (position: row.int(0), id: row.int(1), text: Array(row.text(2).utf8))
        }
        guard let row else { return nil }
        if row.position != position {
            position = row.position
            lastSegment = 0
        }
        return (row.id, row.text)
    }

    private static let ofAnalysis: SQL = """
        SELECT m.position, d.id, d.text FROM studio_analysis_documents m CROSS JOIN studio_documents d \
        ON d.id = m.document WHERE m.analysis = ? AND m.position >= ? ORDER BY m.position LIMIT 1
        """

    private static let ofSession: SQL = """
        SELECT m.position, d.id, d.text FROM studio_session_documents m CROSS JOIN studio_documents d \
        ON d.id = m.document WHERE m.session = ? AND m.position >= ? ORDER BY m.position LIMIT 1
        """
}
