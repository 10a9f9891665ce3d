// What of a file a power cut may take: its changes since the last sync.

import System

/// The changes of one file that nothing has made durable yet, in order.
struct UnsyncedFile {
    struct Change {
        /// Where it begins.
        let offset: Int
        /// What it writes; nil when it cuts the file there.
        let bytes: [UInt8]?
        /// What was there before.
        let old: [UInt8]
        /// How long the file was before.
        let oldSize: Int
    }

    var changes: [Change] = []
    /// Whether its name is not durable either.
    var isNew = false

    /// Takes all changes back, then makes those that arrive.
    func settle(at path: String, by generator: inout some RandomNumberGenerator) throws {
        guard Files.exists(path) else { return }
        if isNew, Bool.random(using: &generator) { return try Files.remove(path) }
        let file = try File(opening: path, mode: .readWrite)
        for change in changes.reversed() {
            try file.write(change.old, at: change.offset)
            try file.truncate(to: change.oldSize)
        }
        for change in changes {
            switch (Int.random(in: 0..<3, using: &generator), change.bytes) {
            case (0, _): break
            case (1, let bytes?): try file.write(Array(bytes.prefix(bytes.count / 2)), at: change.offset)
            case (_, let bytes?): try file.write(bytes, at: change.offset)
            case (_, nil): try file.truncate(to: change.offset)
            }
        }
    }
}
