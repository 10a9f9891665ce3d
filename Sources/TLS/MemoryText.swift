// Texts that OpenSSL writes into memory and reads from it.

import CTLS

/// A BIO in memory.
@safe final class MemoryText {
    let pointer: OpaquePointer

    /// An empty one, to be written to.
    init() throws(TLSFailure) {
        guard let pointer = unsafe deepmock_memory(nil, 0) else { throw .last("cannot allocate memory") }
        unsafe self.pointer = pointer
    }

    deinit {
        unsafe BIO_free(pointer)
    }

    /// What has been written.
    var bytes: [UInt8] {
        var start: UnsafeMutablePointer<CChar>?
        let count = unsafe deepmock_bytes(pointer, &start)
        guard let start = unsafe start, count > 0 else { return [] }
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// Calls `body` with a BIO that reads `bytes`.
    static func reading<T>(_ bytes: [UInt8], _ body: (OpaquePointer) -> T?) -> T? {
        unsafe bytes.withUnsafeBytes { bytes in
            guard let bio = unsafe deepmock_memory(bytes.baseAddress, Int32(clamping: bytes.count)) else { return nil }
            defer { unsafe BIO_free(bio) }
            return unsafe body(bio)
        }
    }
}
