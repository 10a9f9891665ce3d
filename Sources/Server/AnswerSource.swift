// The unsent rest of a large response.

import System

/// The unsent rest of a response body.
struct AnswerSource {
    /// How many bytes are read and queued at a time.
    static let pieceSize = 256 << 10

    private let payload: Payload
    private var range: Range<Int>

    init(payload: Payload, range: Range<Int>) {
        self.payload = payload
        self.range = range
    }

    /// Whether all pieces have been taken.
    var isEmpty: Bool { range.isEmpty }
    /// Whether reading may block on a disk.
    var isFile: Bool { payload.inMemory == nil }

    /// Takes the next piece and returns a function that reads it, on any thread.
    mutating func nextPiece() -> @Sendable () throws -> [UInt8] {
        let count = min(range.count, Self.pieceSize)
        let (payload, offset) = (payload, range.lowerBound)
        range = (offset + count)..<range.upperBound
        return {
            let bytes = try payload.read(at: offset, count: count)
            guard bytes.count == count else { throw Shortened() }
            return bytes
        }
    }

    /// The file has become shorter than its announced size.
    private struct Shortened: Error {}
}
