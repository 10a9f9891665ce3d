// What is left to send of a large answer.

import System

/// The rest of an answer's body.
struct AnswerSource {
    /// Bytes that are read and queued at a time.
    static let pieceSize = 256 << 10

    private let payload: Payload
    private var range: Range<Int>

    init(payload: Payload, range: Range<Int>) {
        self.payload = payload
        self.range = range
    }

    /// Whether everything has been taken.
    var isEmpty: Bool { range.isEmpty }
    /// Whether reading may wait for a disk.
    var isFile: Bool { payload.inMemory == nil }

    /// A function that reads the next piece on any thread; the piece counts as taken.
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

    /// The file has lost its end since its size was announced.
    private struct Shortened: Error {}
}
