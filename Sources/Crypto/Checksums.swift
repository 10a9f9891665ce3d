// MD5 and CRC-32C of payloads: the checksums that object stores print. Neither protects against anybody.

import CCrypto
import System

/// Checksums of stored objects.
public enum Checksums {
    private static let pieceSize = 256 * 1024

    /// MD5 (RFC 1321) and CRC-32C (RFC 3720 appendix B.4) of a payload, read once in pieces of 256 KiB.
    ///
    /// - Returns: 16 bytes, and 4 bytes with the highest first.
    /// - Throws: when the payload's file cannot be read.
    public static func md5AndCRC32C(of payload: Payload) throws(SystemError) -> (md5: [UInt8], crc32c: [UInt8]) {
        var md5 = MD5()
        var crc = CRC32C()
        var offset = 0
        while offset < payload.count {
            let piece = try payload.read(at: offset, count: min(pieceSize, payload.count - offset))
            guard !piece.isEmpty else { break }
            md5.update(piece)
            crc.update(piece)
            offset += piece.count
        }
        return (md5.finish(), crc.bytes)
    }
}

/// MD5, computed by OpenSSL.
@safe struct MD5: ~Copyable {
    private let context: OpaquePointer

    init() {
        guard let context = unsafe EVP_MD_CTX_new() else {
            fatalError("OpenSSL could not allocate a digest context: the process is out of memory.")
        }
        unsafe self.context = unsafe context
        guard unsafe EVP_DigestInit_ex(context, EVP_md5(), nil) == 1 else {
            fatalError("OpenSSL offers no MD5: check which providers its configuration loads.")
        }
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
    }

    mutating func update(_ bytes: [UInt8]) {
        let succeeded = unsafe bytes.withUnsafeBytes { unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
        precondition(succeeded == 1, "OpenSSL refused to hash bytes: the digest context is broken.")
    }

    consuming func finish() -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: 16) { buffer, count in
            let succeeded = unsafe EVP_DigestFinal_ex(context, buffer.baseAddress, nil)
            precondition(succeeded == 1, "OpenSSL refused to end a hash: the digest context is broken.")
            count = 16
        }
    }
}

/// CRC-32C, bit by bit in a table of bytes.
struct CRC32C {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
    }

    private var state = UInt32.max

    mutating func update(_ bytes: [UInt8]) {
        let table = Self.table
        for byte in bytes { state = table[Int((state ^ UInt32(byte)) & 0xFF)] ^ state >> 8 }
    }

    /// The checksum, highest byte first.
    var bytes: [UInt8] {
        let value = ~state
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
