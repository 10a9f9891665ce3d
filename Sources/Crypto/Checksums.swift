// The checksums that object stores print. They detect accidents, not attacks.

import System

/// Checksums of stored objects.
public enum Checksums {
    private static let pieceSize = 256 * 1024

    /// MD5 (RFC 1321) and CRC-32C (RFC 3720 appendix B.4) of a payload, which is read once in pieces of 256 KiB.
    ///
    /// - Returns: 16 bytes, and 4 bytes with the most significant first.
    /// - Throws: ``SystemError`` if the payload's file cannot be read.
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
