// The lines of a table while it is read: in memory at first, in a file without a name once they are many.

import Emulator
import System

/// Collects lines.
struct TableSpool {
    private static let bufferSize = 1 << 20

    private let makeFile: (() throws -> File)?
    private let maximum: Int
    private var file: File?
    private var buffer: [UInt8] = []
    private var written = 0

    /// - Parameters:
    ///   - maximum: the most bytes that are kept.
    ///   - makeFile: makes an empty file; nil keeps everything in memory.
    init(maximum: Int, makeFile: (() throws -> File)?) {
        self.maximum = maximum
        self.makeFile = makeFile
    }

    /// Appends a line, and its end.
    ///
    /// - Throws: ``Problem`` 413 when the lines have too many bytes.
    mutating func append(_ line: [UInt8]) throws {
        buffer += line
        buffer.append(0x0A)
        guard written + buffer.count <= maximum else { throw Problem.tableTooLarge(maximum) }
        if buffer.count >= Self.bufferSize { try flush() }
    }

    /// All lines.
    mutating func finish() throws -> Payload {
        guard let file else { return .memory(buffer) }
        try flush()
        return .file(file, count: written)
    }

    private mutating func flush() throws {
        guard let makeFile else { return }
        let file = try file ?? makeFile()
        self.file = file
        try file.write(buffer, at: written)
        written += buffer.count
        buffer.removeAll(keepingCapacity: true)
    }
}
