// Finding pieces in a text by their place or by their words.

/// Finds pieces in one text.
struct TextFinder {
    let bytes: [UInt8]

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// The piece from one scalar to another; nil when the text is shorter or the piece would be empty.
    func piece(from start: Int, to end: Int) -> TextPiece? {
        guard start >= 0, end > start, let byteStart = offset(ofScalar: start), byteStart < bytes.count,
            let byteEnd = offset(ofScalar: end)
        else { return nil }
        return TextPiece(start: start, end: end, byteStart: byteStart, byteEnd: byteEnd)
    }

    /// The first occurrence of `text` at or after `byte`; nil when there is none.
    func piece(of text: String, from byte: Int) -> TextPiece? {
        let wanted = Array(text.utf8)
        guard let first = wanted.first, byte >= 0 else { return nil }
        var index = byte
        while index + wanted.count <= bytes.count {
            if bytes[index] == first, bytes[index..<index + wanted.count].elementsEqual(wanted) {
                let start = Self.scalars(bytes[..<index])
                return TextPiece(
                    start: start, end: start + Self.scalars(wanted[...]), byteStart: index,
                    byteEnd: index + wanted.count)
            }
            index += 1
        }
        return nil
    }

    /// The text of a piece.
    func text(of piece: TextPiece) -> String {
        String(decoding: bytes[piece.byteStart..<piece.byteEnd], as: UTF8.self)
    }

    private func offset(ofScalar wanted: Int) -> Int? {
        var count = 0
        for (index, byte) in bytes.enumerated() where byte & 0xC0 != 0x80 {
            if count == wanted { return index }
            count += 1
        }
        return count == wanted ? bytes.count : nil
    }

    private static func scalars(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { $0 + ($1 & 0xC0 != 0x80 ? 1 : 0) }
    }
}
