// The unsent rest of a large response.

import HTTP
import System

/// The unsent rest of a response body.
struct AnswerSource {
    /// How many bytes are read at a time.
    static let pieceSize = 256 << 10
    /// How many bytes are read at a time when memory is short.
    static let smallPieceSize = 16 << 10

    private var pieces: ArraySlice<(payload: Payload, range: Range<Int>)>
    /// The number of bytes.
    private(set) var count: Int
    /// How many bytes of memory it holds.
    private(set) var memoryCount = 0

    init(_ body: ResponseBody = .none) {
        self.init(pieces: body.pieces.filter { !$0.range.isEmpty }[...])
    }

    private init(pieces: ArraySlice<(payload: Payload, range: Range<Int>)>) {
        self.pieces = pieces
        count = pieces.reduce(0) { $0 + $1.range.count }
        memoryCount = Self.memory(of: pieces)
    }

    /// Whether everything has been taken.
    var isEmpty: Bool { pieces.isEmpty }
    /// Whether reading the next piece may block on a disk.
    var isFile: Bool { pieces.first.map { $0.payload.inMemory == nil } ?? false }

    /// Puts bytes before the rest.
    mutating func putFirst(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        self = AnswerSource(pieces: [(.memory(bytes), 0..<bytes.count)] + pieces)
    }

    /// A function that reads the next piece of at most `maximum` bytes, on any thread. The piece is not taken.
    func nextPiece(maximum: Int = pieceSize) -> @Sendable () throws -> [UInt8] {
        guard let (payload, range) = pieces.first else { return { [] } }
        let count = min(range.count, maximum)
        return {
            let bytes = try payload.read(at: range.lowerBound, count: count)
            guard bytes.count == count else { throw Shortened() }
            return bytes
        }
    }

    /// Calls `body` with the next bytes, at most `maximum` and all of one piece in memory, and takes as many as it
    /// returns; false if the next piece is in a file.
    mutating func takeFromMemory(maximum: Int = pieceSize, _ body: (Span<UInt8>) -> Int) -> Bool {
        guard let (payload, range) = pieces.first, let bytes = payload.inMemory else { return false }
        let end = min(range.upperBound, range.lowerBound + maximum)
        take(body(bytes.span.extracting(range.lowerBound..<end)))
        return true
    }

    /// Takes bytes from the beginning.
    mutating func take(_ wanted: Int) {
        var left = wanted
        while left > 0, let range = pieces.first?.range {
            let taken = min(left, range.count)
            left -= taken
            count -= taken
            if taken < range.count {
                pieces[pieces.startIndex].range = range.dropFirst(taken)
            } else {
                pieces.removeFirst()
                memoryCount = Self.memory(of: pieces)
            }
        }
    }

    /// A function that copies what is in memory to a temporary file, on any thread, and returns the source that reads
    /// from it instead.
    func moving(to directory: String) -> @Sendable () throws -> AnswerSource {
        let pieces = Array(pieces)
        return {
            let file = try File.temporary(in: directory)
            var (end, moved): (Int, [(payload: Payload, range: Range<Int>)]) = (0, [])
            for (payload, range) in pieces {
                guard payload.inMemory != nil else {
                    moved.append((payload, range))
                    continue
                }
                var position = range.lowerBound
                while position < range.upperBound {
                    let bytes = try payload.read(
                        at: position, count: min(Self.pieceSize, range.upperBound - position))
                    try file.write(bytes, at: end + position - range.lowerBound)
                    position += bytes.count
                }
                moved.append((.file(file, offset: end, count: range.count), 0..<range.count))
                end += range.count
            }
            return AnswerSource(pieces: moved[...])
        }
    }

    /// The whole array stays until its last byte is taken.
    private static func memory(of pieces: ArraySlice<(payload: Payload, range: Range<Int>)>) -> Int {
        pieces.reduce(0) { $0 + $1.payload.memoryCount }
    }

    /// The file has become shorter than its announced size.
    private struct Shortened: Error {}
}
