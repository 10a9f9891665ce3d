// SHA-256 of bytes, of payloads, and of pieces as they arrive.

import CCrypto
import System

/// SHA-256 (FIPS 180-4), computed by OpenSSL. A value hashes pieces as they arrive; the static functions hash at once.
@safe public struct SHA256: ~Copyable {
    /// The size of a digest in bytes.
    public static let byteCount = 32

    private let context: OpaquePointer

    /// Starts a hash.
    public init() {
        guard let context = unsafe EVP_MD_CTX_new() else {
            fatalError("OpenSSL could not allocate a digest context: the process is out of memory.")
        }
        unsafe self.context = unsafe context
        guard unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            fatalError("OpenSSL offers no SHA-256: check which providers its configuration loads.")
        }
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
    }

    /// Hashes `bytes` after everything hashed before.
    public mutating func update(_ bytes: Span<UInt8>) {
        let succeeded = unsafe bytes.withUnsafeBytes { unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
        precondition(succeeded == 1, "OpenSSL refused to hash bytes: the digest context is broken.")
    }

    /// Hashes `bytes` after everything hashed before.
    public mutating func update(_ bytes: [UInt8]) {
        update(bytes.span)
    }

    /// Ends the hash and returns the 32 bytes of the digest.
    public consuming func finish() -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: Self.byteCount) { buffer, count in
            let succeeded = unsafe EVP_DigestFinal_ex(context, buffer.baseAddress, nil)
            precondition(succeeded == 1, "OpenSSL refused to end a hash: the digest context is broken.")
            count = Self.byteCount
        }
    }

    /// The 32 bytes of the digest of `bytes`.
    public static func digest(of bytes: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finish()
    }

    /// The 32 bytes of the digest of `text` in UTF-8.
    public static func digest(of text: String) -> [UInt8] {
        digest(of: Array(text.utf8))
    }

    /// The 32 bytes of the digest of a payload, which is read in pieces of 256 KiB. A file that was cut short is hashed up
    /// to its end.
    ///
    /// - Parameter budget: charged piece by piece, for what a client has sent.
    /// - Throws: `SystemError` if its file cannot be read; `WorkError` when the budget is used up.
    public static func digest(of payload: Payload, budget: WorkBudget) throws -> [UInt8] {
        try digest(of: payload) { try budget.read($0) }
    }

    /// The 32 bytes of the digest of a payload of our own.
    ///
    /// - Throws: `SystemError` if its file cannot be read.
    public static func digest(of payload: Payload) throws -> [UInt8] {
        try digest(of: payload) { _ in }
    }

    private static func digest(of payload: Payload, charge: (Int) throws -> Void) throws -> [UInt8] {
        var hash = SHA256()
        var offset = 0
        while offset < payload.count {
            let piece = try payload.read(at: offset, count: min(256 * 1024, payload.count - offset))
            guard !piece.isEmpty else { break }
            try charge(piece.count)
            hash.update(piece)
            offset += piece.count
        }
        return hash.finish()
    }
}
