// The destination of libzip's output: memory or a file.

import CZip
import System

/// The state of a libzip data source to which an archive is written. The caller keeps a reference and reads the outcome
/// after closing the archive. The FREE command releases libzip's own reference.
final class ZipSink {
    private static let commands: [zip_source_cmd] = [
        ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE,
        ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL, ZIP_SOURCE_SUPPORTS, ZIP_SOURCE_BEGIN_WRITE, ZIP_SOURCE_COMMIT_WRITE,
        ZIP_SOURCE_ROLLBACK_WRITE, ZIP_SOURCE_WRITE, ZIP_SOURCE_SEEK_WRITE, ZIP_SOURCE_TELL_WRITE,
        ZIP_SOURCE_REMOVE,
    ]

    private let file: File?
    /// The written bytes, unless they went to a file.
    private(set) var bytes: [UInt8] = []
    /// The number of written bytes.
    private(set) var count = 0
    /// Why the file could not be written.
    private(set) var failure: SystemError?
    private var position = 0
    private var errorCode: Int32 = 0

    /// Creates a sink into memory, or into `file` from its start.
    init(file: File? = nil) {
        self.file = file
    }

    /// A new libzip source for this sink, owned by the caller until an archive takes it; nil if memory runs out.
    func makeSource() -> OpaquePointer? {
        let state = unsafe Unmanaged.passRetained(self)
        let source = unsafe zip_source_function_create(
            { state, data, length, command in
                guard let state = unsafe state else { return -1 }
                let sink = unsafe Unmanaged<ZipSink>.fromOpaque(state)
                if command == ZIP_SOURCE_FREE {
                    unsafe sink.release()
                    return 0
                }
                let buffer = unsafe UnsafeMutableRawBufferPointer(start: data, count: Int(clamping: length))
                return unsafe sink.takeUnretainedValue().answer(command, buffer)
            },
            state.toOpaque(),
            nil
        )
        if unsafe source == nil { unsafe state.release() }
        return unsafe source
    }

    private func answer(_ command: zip_source_cmd, _ buffer: UnsafeMutableRawBufferPointer) -> Int64 {
        switch command {
        case ZIP_SOURCE_OPEN, ZIP_SOURCE_CLOSE, ZIP_SOURCE_COMMIT_WRITE, ZIP_SOURCE_REMOVE: return 0
        // There is nothing to read: a new archive has no older content.
        case ZIP_SOURCE_READ: return 0
        case ZIP_SOURCE_BEGIN_WRITE, ZIP_SOURCE_ROLLBACK_WRITE:
            bytes = []
            (position, count) = (0, 0)
            return 0
        case ZIP_SOURCE_WRITE: return unsafe write(buffer)
        case ZIP_SOURCE_SEEK, ZIP_SOURCE_SEEK_WRITE:
            guard let target = unsafe ZipCallback.seek(buffer, position: position, count: count) else {
                return fail(ZIP_ER_INVAL)
            }
            position = target
            return 0
        case ZIP_SOURCE_TELL, ZIP_SOURCE_TELL_WRITE: return Int64(position)
        case ZIP_SOURCE_STAT: return unsafe ZipCallback.stat(buffer, count: count) ?? fail(ZIP_ER_INVAL)
        case ZIP_SOURCE_ERROR: return unsafe ZipCallback.error(buffer, errorCode, failure?.code ?? 0)
        case ZIP_SOURCE_SUPPORTS: return Self.commands.reduce(0) { $0 | 1 << Int64($1.rawValue) }
        default: return fail(ZIP_ER_OPNOTSUPP)
        }
    }

    private func write(_ buffer: UnsafeMutableRawBufferPointer) -> Int64 {
        if let file {
            do {
                try file.write(unsafe Array(buffer), at: position)
            } catch {
                failure = error
                return fail(ZIP_ER_WRITE)
            }
        } else {
            let overlap = min(buffer.count, bytes.count - position)
            unsafe bytes.replaceSubrange(position..<position + overlap, with: buffer)
        }
        position += buffer.count
        count = max(count, position)
        return Int64(buffer.count)
    }

    private func fail(_ code: Int32) -> Int64 {
        errorCode = code
        return -1
    }
}
