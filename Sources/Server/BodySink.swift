// Where one body, or one part of a multipart body, goes: memory first, a temporary file when it grows.

import System

/// Takes the bytes of one body.
struct BodySink {
    /// Bytes that are written at a time.
    private static let pieceSize = 256 << 10

    private var memory: [UInt8] = []
    private var slot: Spool.Slot?
    private var base = 0
    /// Bytes taken so far.
    private(set) var count = 0

    /// Whether the bytes go to a file.
    var isSpooled: Bool { slot != nil }
    /// Bytes that are in memory for good.
    var memoryCount: Int { slot == nil ? memory.count : 0 }

    /// Takes a piece.
    mutating func append(_ bytes: [UInt8], spool: Spool?) {
        count += bytes.count
        if memory.isEmpty {
            memory = bytes
        } else {
            memory += bytes
        }
        if slot != nil, memory.count >= Self.pieceSize { flush(to: spool) }
    }

    /// Sends what is there, and what will come, to the end of a file.
    mutating func moveToFile(_ slot: Spool.Slot, of spool: Spool) {
        self.slot = slot
        base = slot.end
        flush(to: spool)
    }

    /// Writes what has not been written; nothing more will come.
    mutating func finish(spool: Spool?) {
        if slot != nil { flush(to: spool) }
    }

    /// The bytes, once the spool is idle; nil when their file could not be written.
    var payload: Payload? {
        guard let slot else { return .memory(memory) }
        return slot.file.map { .file($0, offset: base, count: count) }
    }

    private mutating func flush(to spool: Spool?) {
        guard let slot, let spool else { return }
        spool.write(memory, to: slot)
        memory = []
    }
}
