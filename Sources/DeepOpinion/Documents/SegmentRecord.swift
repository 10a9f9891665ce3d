// A segment as it is read.

import Store

/// A segment of a document.
struct SegmentRecord {
    /// Selects the segments of a document in the order of the text.
    static let ofDocument: SQL = """
        SELECT id, span_start, span_end, byte_start, byte_end FROM studio_segments WHERE document = ? \
        ORDER BY span_start, id
        """

    let id: Int
    let piece: TextPiece

    /// A segment from a row with the columns of ``ofDocument``.
    init(_ row: borrowing Row) {
        id = row.int(0)
        piece = TextPiece(start: row.int(1), end: row.int(2), byteStart: row.int(3), byteEnd: row.int(4))
    }
}
