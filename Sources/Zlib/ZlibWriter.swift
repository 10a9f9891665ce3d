// Packs bytes into zlib streams (RFC 1950) piece by piece.

import CZlib

/// Packs bytes into one zlib stream. Confined to one thread.
@safe public final class ZlibWriter {
    /// zlib remembers the address, so the stream must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private var output: [UInt8] = []
    private var buffer = [UInt8](repeating: 0, count: 64 * 1024)

    /// Starts a stream. `level` ranges from 1 (fast) to 9 (small).
    public init(level: Int = 6) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let code = unsafe deepmock_deflate_init(stream, Int32(min(max(level, 1), 9)))
        precondition(code == Z_OK, "zlib could not start a stream: the process is out of memory.")
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// How many bytes of the stream there are so far.
    public var count: Int { output.count }

    /// Packs further bytes.
    public func append(_ bytes: [UInt8]) {
        run(bytes, Z_NO_FLUSH)
    }

    /// Ends the stream and returns all of it. Nothing can be appended afterwards.
    public func finish() -> [UInt8] {
        run([], Z_FINISH)
        return output
    }

    private func run(_ bytes: [UInt8], _ flush: Int32) {
        var bytes = bytes
        unsafe bytes.withUnsafeMutableBufferPointer { input in
            unsafe stream.pointee.next_in = input.baseAddress
            unsafe stream.pointee.avail_in = UInt32(input.count)
            var isFull = true
            while isFull {
                let made = unsafe buffer.withUnsafeMutableBufferPointer { piece -> Int in
                    unsafe stream.pointee.next_out = piece.baseAddress
                    unsafe stream.pointee.avail_out = UInt32(piece.count)
                    unsafe deflate(stream, flush)
                    return unsafe piece.count - Int(stream.pointee.avail_out)
                }
                output += buffer[..<made]
                isFull = made == buffer.count
            }
        }
    }
}
