// Keyed digests: HMAC with SHA-256 and SHA-512.

import CCrypto

/// HMAC (RFC 2104) over SHA-2, computed by OpenSSL.
public enum HMAC {
    /// HMAC-SHA-256 of `message` under `key`, which may have any length: 32 bytes.
    public static func sha256(key: [UInt8], message: [UInt8]) -> [UInt8] {
        unsafe compute(EVP_sha256(), byteCount: 32, key: key, message: message)
    }

    /// HMAC-SHA-512 of `message` under `key`, which may have any length: 64 bytes.
    public static func sha512(key: [UInt8], message: [UInt8]) -> [UInt8] {
        unsafe compute(EVP_sha512(), byteCount: 64, key: key, message: message)
    }

    private static func compute(
        _ digest: OpaquePointer?,
        byteCount: Int,
        key: [UInt8],
        message: [UInt8]
    ) -> [UInt8] {
        precondition(key.count <= Int32.max, "An HMAC key must stay below 2 GiB.")
        return unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { output, count in
            let result = unsafe key.withUnsafeBytes { key in
                unsafe message.withUnsafeBufferPointer { message in
                    unsafe CCrypto.HMAC(
                        digest,
                        key.baseAddress,
                        Int32(key.count),
                        message.baseAddress,
                        message.count,
                        output.baseAddress,
                        nil
                    )
                }
            }
            guard unsafe result != nil else {
                fatalError("OpenSSL could not compute an HMAC: it is out of memory or lacks the digest.")
            }
            count = byteCount
        }
    }
}
