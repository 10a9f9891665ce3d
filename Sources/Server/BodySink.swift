// The destination of a body or a part: memory first, a temporary file when it grows.

import System

/// Stores the bytes of one body or part.
struct BodySink {
    /// How many bytes are written at a time.
    private static let pieceSize = 256 << 10

    private var memory: [UInt8] = []
    private var slot: Spool.Slot?
    private var base = 0
    /// The number of bytes so far.
    private(set) var count = 0

    /// Whether the bytes go to a file.
    var isSpooled: Bool { slot != nil }
    /// The number of bytes in memory.
    var memoryCount: Int { memory.count }

    /// Appends a piece.
    mutating func append(_ bytes: [UInt8], spool: Spool?) {
        count += bytes.count
        if memory.isEmpty {
            memory = bytes
        } else {
            memory += bytes
        }
        if slot != nil, memory.count >= Self.pieceSize { flush(to: spool) }
    }

    /// Redirects the bytes, past and future, to the end of a file.
    mutating func moveToFile(_ slot: Spool.Slot, of spool: Spool) {
        self.slot = slot
        base = slot.end
        flush(to: spool)
    }

    /// Writes what is in memory, if the bytes go to a file: nothing more will be appended, or memory is short.
    mutating func flush(spool: Spool?) {
        if slot != nil { flush(to: spool) }
    }

    /// The bytes, once the spool is idle; nil if their file could not be written.
    var payload: Payload? {
        guard let slot else { return .memory(memory) }
        return slot.file.map { .file($0, offset: base, count: count) }
    }

    private mutating func flush(to spool: Spool?) {
        guard let slot, let spool, !memory.isEmpty else { return }
        spool.write(memory, to: slot)
        memory = []
    }
}
