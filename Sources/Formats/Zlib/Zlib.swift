// zlib streams (RFC 1950), packed and unpacked piece by piece.

import CZlib

/// Why a zlib stream could not be read.
public enum ZlibError: Error, Sendable, Equatable {
    /// The bytes are no zlib stream, are damaged, or end too early.
    case damaged
    /// Bytes follow the end of the stream.
    case trailingBytes
}

/// Packs bytes into one zlib stream. Belongs to one thread.
@safe public final class ZlibWriter {
    /// zlib remembers the address, so it must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private var output: [UInt8] = []
    private var buffer = [UInt8](repeating: 0, count: 64 * 1024)

    /// An empty stream; `level` runs from 1, fast, to 9, small.
    public init(level: Int = 6) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let code = unsafe deepmock_deflate_init(stream, Int32(min(max(level, 1), 9)))
        precondition(code == Z_OK, "zlib could not begin a stream: the process is out of memory.")
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Packs `bytes` after everything before.
    public func append(_ bytes: [UInt8]) {
        run(bytes, Z_NO_FLUSH)
    }

    /// Ends the stream and gives out all of it. Nothing can be appended afterwards.
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

/// Unpacks zlib streams.
public enum ZlibReader {
    /// Calls `body` with the unpacked bytes in pieces of at most 64 KiB; it answers whether it wants more.
    ///
    /// - Parameter next: gives the packed bytes piece by piece, and an empty piece at their end.
    /// - Throws: ``ZlibError``, or what the closures throw.
    public static func read(
        next: () throws -> [UInt8], _ body: (ArraySlice<UInt8>) throws -> Bool
    ) throws {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        defer { unsafe stream.deallocate() }
        guard unsafe deepmock_inflate_init(stream) == Z_OK else {
            preconditionFailure("zlib could not begin a stream: the process is out of memory.")
        }
        defer { unsafe inflateEnd(stream) }
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        var input = try next()
        var used = 0
        while true {
            if used == input.count {
                input = try next()
                used = 0
                guard !input.isEmpty else { throw ZlibError.damaged }
            }
            let (code, taken, made) = unsafe input.withUnsafeMutableBufferPointer { packed in
                unsafe buffer.withUnsafeMutableBufferPointer { piece -> (Int32, Int, Int) in
                    unsafe stream.pointee.next_in = packed.baseAddress.map { unsafe $0 + used }
                    unsafe stream.pointee.avail_in = UInt32(packed.count - used)
                    unsafe stream.pointee.next_out = piece.baseAddress
                    unsafe stream.pointee.avail_out = UInt32(piece.count)
                    let code = unsafe inflate(stream, Z_NO_FLUSH)
                    let taken = unsafe packed.count - used - Int(stream.pointee.avail_in)
                    return unsafe (code, taken, piece.count - Int(stream.pointee.avail_out))
                }
            }
            used += taken
            guard code == Z_OK || code == Z_STREAM_END || code == Z_BUF_ERROR && (taken > 0 || made > 0) else {
                throw ZlibError.damaged
            }
            if made > 0, try !body(buffer[..<made]) { return }
            if code == Z_STREAM_END { break }
        }
        guard try used == input.count && next().isEmpty else { throw ZlibError.trailingBytes }
    }
}
