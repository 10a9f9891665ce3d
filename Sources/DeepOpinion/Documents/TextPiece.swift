// A piece of a text: its place in characters, as clients count them, and in bytes, as we cut them.

/// A place in a text. Characters are Unicode scalars, as the clients' languages count them.
struct TextPiece: Sendable, Equatable {
    /// Scalars before it.
    let start: Int
    /// Scalars up to its end.
    let end: Int
    /// Bytes of UTF-8 before it.
    let byteStart: Int
    /// Bytes of UTF-8 up to its end.
    let byteEnd: Int

    /// The whole of a text.
    init(whole text: String) {
        self.init(start: 0, end: text.unicodeScalars.count, byteStart: 0, byteEnd: text.utf8.count)
    }

    init(start: Int, end: Int, byteStart: Int, byteEnd: Int) {
        self.start = start
        self.end = end
        self.byteStart = byteStart
        self.byteEnd = byteEnd
    }
}

extension TextPiece {
    /// The bytes of the piece in the UTF-8 of its text, as far as the text goes.
    func slice(of bytes: [UInt8]) -> [UInt8] {
        let start = min(max(0, byteStart), bytes.count)
        return Array(bytes[start..<min(max(start, byteEnd), bytes.count)])
    }
}
