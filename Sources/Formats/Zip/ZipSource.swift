// The source of libzip's input: reads a payload at any offset without copying it first.

import CZip
import System

/// The state of a libzip data source that reads a payload. libzip holds a reference until the FREE command. All calls
/// come from the thread that uses the archive.
final class ZipSource {
    private static let windowSize = 64 * 1024
    private static let commands: [zip_source_cmd] = [
        ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE,
        ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL, ZIP_SOURCE_SUPPORTS,
    ]

    private let payload: Payload
    private var position = 0
    private var window: [UInt8] = []
    private var windowStart = 0
    private var errorCode: Int32 = 0
    private var systemCode: Int32 = 0

    private init(_ payload: Payload) {
        self.payload = payload
    }

    /// A new libzip source for `payload`, owned by the caller until an archive takes it; nil if memory runs out.
    static func make(_ payload: Payload) -> OpaquePointer? {
        let state = unsafe Unmanaged.passRetained(ZipSource(payload))
        let source = unsafe zip_source_function_create(
            { state, data, length, command in
                guard let state = unsafe state else { return -1 }
                let source = unsafe Unmanaged<ZipSource>.fromOpaque(state)
                if command == ZIP_SOURCE_FREE {
                    unsafe source.release()
                    return 0
                }
                let buffer = unsafe UnsafeMutableRawBufferPointer(start: data, count: Int(clamping: length))
                return unsafe source.takeUnretainedValue().answer(command, buffer)
            },
            state.toOpaque(),
            nil
        )
        if unsafe source == nil { unsafe state.release() }
        return unsafe source
    }

    private func answer(_ command: zip_source_cmd, _ buffer: UnsafeMutableRawBufferPointer) -> Int64 {
        switch command {
        case ZIP_SOURCE_OPEN:
            position = 0
            return 0
        case ZIP_SOURCE_CLOSE: return 0
        case ZIP_SOURCE_READ: return unsafe read(into: buffer)
        case ZIP_SOURCE_SEEK:
            let target = unsafe ZipCallback.seek(buffer, position: position, count: payload.count)
            guard let target else { return fail(ZIP_ER_INVAL) }
            position = target
            return 0
        case ZIP_SOURCE_TELL: return Int64(position)
        case ZIP_SOURCE_STAT: return unsafe ZipCallback.stat(buffer, count: payload.count) ?? fail(ZIP_ER_INVAL)
        case ZIP_SOURCE_ERROR: return unsafe ZipCallback.error(buffer, errorCode, systemCode)
        case ZIP_SOURCE_SUPPORTS: return Self.commands.reduce(0) { $0 | 1 << Int64($1.rawValue) }
        default: return fail(ZIP_ER_OPNOTSUPP)
        }
    }

    private func read(into buffer: UnsafeMutableRawBufferPointer) -> Int64 {
        let wanted = min(buffer.count, payload.count - position)
        guard wanted > 0 else { return 0 }
        if position < windowStart || position >= windowStart + window.count {
            do {
                let size = min(Self.windowSize, payload.count - position)
                window = try payload.read(at: position, count: size)
            } catch {
                window = []
                systemCode = error.code
                return fail(ZIP_ER_READ)
            }
            windowStart = position
        }
        let available = windowStart + window.count - position
        // The file is shorter than the payload claims.
        guard available > 0 else { return fail(ZIP_ER_EOF) }
        let count = min(wanted, available)
        let first = position - windowStart
        unsafe buffer.copyBytes(from: window[first..<first + count])
        position += count
        return Int64(count)
    }

    private func fail(_ code: Int32) -> Int64 {
        errorCode = code
        return -1
    }
}
