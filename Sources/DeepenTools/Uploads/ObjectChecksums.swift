// The checksums of an uploaded object.

import Crypto
import System

/// The checksums that an object shows. Large objects show none: hashing takes longer than writing them, and no client
/// is known to read it.
struct ObjectChecksums: Sendable {
    private static let largestBytes = 64 << 20

    /// Bytes in the object.
    let size: Int
    /// Base 64.
    let md5: String?
    /// Base 64 of the number, highest byte first.
    let crc32c: String?

    init(of payload: Payload) throws {
        size = payload.count
        guard payload.count <= Self.largestBytes else {
            (md5, crc32c) = (nil, nil)
            return
        }
        let sums = try Checksums.md5AndCRC32C(of: payload)
        md5 = Base64.encode(sums.md5)
        crc32c = Base64.encode(sums.crc32c)
    }
}
