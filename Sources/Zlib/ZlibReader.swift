// Unpacks compressed streams piece by piece.

import CZlib

/// Unpacks zlib streams (RFC 1950), bare DEFLATE data (RFC 1951) and gzip files (RFC 1952).
public enum ZlibReader {
    /// What surrounds the packed data.
    public enum Wrapping: Sendable {
        /// The header and the checksum of RFC 1950.
        case zlib
        /// The header and the checksum of RFC 1952, once or several times one after the other.
        case gzip
        /// Nothing.
        case none

        /// The argument for zlib: a window of 32 KiB, negative for bare data, 16 more for gzip.
        fileprivate var windowBits: Int32 {
            switch self {
            case .zlib: 15
            case .gzip: 15 + 16
            case .none: -15
            }
        }
    }

    /// Calls `body` with the unpacked bytes in pieces of at most 64 KiB. It returns whether it wants more.
    ///
    /// - Parameters:
    ///   - wrapping: what surrounds the packed data.
    ///   - next: returns the packed bytes piece by piece, and an empty piece at the end.
    /// - Throws: ``ZlibError``, or what the closures throw.
    public static func read(
        _ wrapping: Wrapping = .zlib, next: () throws -> [UInt8], _ body: (ArraySlice<UInt8>) throws -> Bool
    ) throws {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        defer { unsafe stream.deallocate() }
        guard unsafe deepmock_inflate_init(stream, wrapping.windowBits) == Z_OK else {
            preconditionFailure("zlib could not start a stream: the process is out of memory.")
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
            guard code == Z_STREAM_END else { continue }
            if used == input.count {
                input = try next()
                used = 0
            }
            if input.isEmpty { return }
            guard wrapping == .gzip else { throw ZlibError.trailingBytes }
            unsafe inflateReset(stream)
        }
    }
}
