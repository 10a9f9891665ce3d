// The unsent rest of a large response.

import HTTP
import System

/// The unsent rest of a response body.
struct AnswerSource {
    /// How many bytes are read and queued at a time.
    static let pieceSize = 256 << 10

    private var pieces: ArraySlice<(payload: Payload, range: Range<Int>)>

    init(_ body: ResponseBody) {
        pieces = body.pieces.filter { !$0.range.isEmpty }[...]
    }

    /// Whether all pieces have been taken.
    var isEmpty: Bool { pieces.isEmpty }
    /// Whether reading the next piece may block on a disk.
    var isFile: Bool { pieces.first.map { $0.payload.inMemory == nil } ?? false }

    /// Takes the next piece and returns a function that reads it, on any thread.
    mutating func nextPiece() -> @Sendable () throws -> [UInt8] {
        guard let (payload, range) = pieces.popFirst() else { return { [] } }
        let count = min(range.count, Self.pieceSize)
        let rest = range.dropFirst(count)
        if !rest.isEmpty { pieces = [(payload, rest)] + pieces }
        return {
            let bytes = try payload.read(at: range.lowerBound, count: count)
            guard bytes.count == count else { throw Shortened() }
            return bytes
        }
    }

    /// The file has become shorter than its announced size.
    private struct Shortened: Error {}
}
