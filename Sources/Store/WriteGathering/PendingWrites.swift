// Writes that follow one another, put together.

import System

/// The bytes of writes that have not been passed on yet: one piece of a file without gaps.
struct PendingWrites {
    /// More bytes are not kept back: SQLite's VFS for Unix does not write more than 128 KiB in one call.
    static let capacity = 120 << 10

    /// Where the piece begins in the file.
    private(set) var offset = 0
    private(set) var bytes: [UInt8] = []

    /// Whether there is nothing to pass on.
    var isEmpty: Bool { bytes.isEmpty }

    /// Takes a write, if it goes on where the piece ends, or changes bytes of the piece.
    ///
    /// - Returns: false when what is there has to be passed on first.
    mutating func take(_ new: Span<UInt8>, at place: Int) -> Bool {
        if isEmpty { offset = place }
        let start = place - offset
        guard start >= 0, start <= bytes.count, start + new.count <= Self.capacity else { return false }
        let overlap = min(new.count, bytes.count - start)
        // A few bytes of a frame's header, if any.
        for index in 0..<overlap { bytes[start + index] = new[index] }
        bytes.append(addingCapacity: new.count - overlap) { $0.append(new.extracting(overlap..<new.count)) }
        return true
    }

    /// Whether a part of the file is, if only in part, among these bytes.
    func overlap(at place: Int, count: Int) -> Bool {
        !isEmpty && place < offset + bytes.count && offset < place + count
    }

    /// Forgets everything; memory for the next writes stays.
    mutating func clear() {
        bytes.removeAll(keepingCapacity: true)
    }
}
