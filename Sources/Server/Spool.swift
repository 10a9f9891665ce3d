// Temporary files of one request, written on the pool while the next bytes arrive.

import EventLoop
import System

/// Writes bodies to temporary files: one write at a time, in order.
final class Spool {
    /// A temporary file without a name. Created by its first write, gone with its last reference.
    final class Slot {
        fileprivate(set) var file: File?
        /// The number of bytes appended so far.
        fileprivate(set) var end = 0
    }

    private struct Write {
        let slot: Slot
        let bytes: [UInt8]
        let offset: Int
    }

    /// How many bytes may wait for the disk before the peer has to wait.
    private static let backlogLimit = 512 << 10

    private let loop: Loop
    private let directory: String
    private var queue: [Write] = []
    private var isWriting = false
    /// The number of bytes that wait for the disk.
    private(set) var backlog = 0
    /// Why writing stopped, if it did.
    private(set) var failure: SystemError?
    /// Called after every write, failed or not.
    var onProgress: (() -> Void)?

    init(loop: Loop, directory: String) {
        self.loop = loop
        self.directory = directory
    }

    /// Whether the peer should wait.
    var isCongested: Bool { backlog >= Self.backlogLimit }
    /// Whether everything was written or given up.
    var isIdle: Bool { backlog == 0 }

    /// Appends bytes to a file.
    func write(_ bytes: [UInt8], to slot: Slot) {
        guard failure == nil, !bytes.isEmpty else { return }
        queue.append(Write(slot: slot, bytes: bytes, offset: slot.end))
        slot.end += bytes.count
        backlog += bytes.count
        writeNext()
    }

    /// Gives up: drops what waits and makes no further calls.
    func cancel() {
        queue = []
        onProgress = nil
    }

    private func writeNext() {
        guard !isWriting, !queue.isEmpty else { return }
        isWriting = true
        let next = queue.removeFirst()
        let (bytes, offset, known, directory) = (next.bytes, next.offset, next.slot.file, directory)
        loop.work(
            { () throws -> File in
                let file = try known ?? File.temporary(in: directory)
                try file.write(bytes, at: offset)
                return file
            },
            then: { [self] result in
                isWriting = false
                backlog -= bytes.count
                switch result {
                case .success(let file): next.slot.file = file
                case .failure(let error): fail(error)
                }
                writeNext()
                onProgress?()
            })
    }

    private func fail(_ error: any Error) {
        failure = error as? SystemError ?? SystemError(code: 0, operation: "write")
        queue = []
        backlog = 0
    }
}
