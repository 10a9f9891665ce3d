// Reading the segments of an analysis or a session in steps, each bounded however long the documents are.

import Store

/// A position in the documents of one owner.
struct SegmentCursor: Sendable {
    /// Whose documents.
    enum Owner: Sendable {
        case analysis(Int)
        case session(Int)
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

    /// The next segments. There may be none before the end, where documents have none.
    mutating func next(_ database: Database) throws -> [SegmentText] {
        var found: [SegmentText] = []
        for _ in 0..<Self.documents {
            guard let (document, bytes) = try document(database) else {
                isAtEnd = true
                return found
            }
            let wanted = Self.segments - found.count
            let before = found.count
            try database.each(Self.segmentsAfter, .int(document), .int(lastSegment), .int(wanted)) { row in
                let segment = SegmentRecord(row)
                let slice = segment.piece.slice(of: bytes)
                found.append(
                    SegmentText(document: document, id: segment.id, text: String(decoding: slice, as: UTF8.self)))
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

    /// The document at the position, or the first one after it.
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

    private static let segmentsAfter: SQL = """
        SELECT id, span_start, span_end, byte_start, byte_end FROM studio_segments WHERE document = ? AND id > ? \
        ORDER BY id LIMIT ?
        """

    private static let ofAnalysis: SQL = """
        SELECT m.position, d.id, d.text FROM studio_analysis_documents m CROSS JOIN studio_documents d \
        ON d.id = m.document WHERE m.analysis = ? AND m.position >= ? ORDER BY m.position LIMIT 1
        """

    private static let ofSession: SQL = """
        SELECT m.position, d.id, d.text FROM studio_session_documents m CROSS JOIN studio_documents d \
        ON d.id = m.document WHERE m.session = ? AND m.position >= ? ORDER BY m.position LIMIT 1
        """
}
