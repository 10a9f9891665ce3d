// The lines of a text, read one after the other.

import Emulator
import System

/// Reads the lines of a text in memory or in a file, of which it holds a window.
struct LineReader {
    /// The longest line, in bytes.
    static let maximumLine = 8 << 20
    private static let pieceSize = 256 << 10

    private let payload: Payload
    private var position = 0
    private var window: [UInt8] = []
    private var start = 0

    /// A reader of a text in UTF-8; a byte order mark is left out.
    init(_ payload: Payload) throws {
        self.payload = payload
        if try payload.read(at: 0, count: 3) == [0xEF, 0xBB, 0xBF] { position = 3 }
    }

    /// The next line without its end; nil behind the last one. CRLF is the end of a line and of an empty one.
    ///
    /// - Throws: ``Problem`` 400 for a line that is too long.
    mutating func next() throws -> ArraySlice<UInt8>? {
        var searched = start
        while true {
            if let end = window[searched...].firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) {
                defer { start = end + 1 }
                return window[start..<end]
            }
            let rest = window.count - start
            guard rest <= Self.maximumLine else {
                throw Problem.badFile("A line has more than \(Self.maximumLine) bytes.")
            }
            guard position < payload.count else {
                defer { start = window.count }
                return rest == 0 ? nil : window[start...]
            }
            window.removeFirst(start)
            (start, searched) = (0, rest)
            let piece = try payload.read(at: position, count: Self.pieceSize)
            guard !piece.isEmpty else { throw Problem.badFile("The file ends too early.") }
            position += piece.count
            window += piece
        }
    }
}
