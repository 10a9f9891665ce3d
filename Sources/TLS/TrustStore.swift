// Certificates that a client trusts, as the key store that Java reads.

import CTLS

/// Makes key stores of trusted certificates.
public enum TrustStore {
    /// The password that Java takes for its own stores.
    public static let password = "changeit"

    /// Every certificate of a PEM text as a PKCS #12 key store.
    public static func pkcs12(_ pem: [UInt8]) throws(TLSFailure) -> [UInt8] {
        let store = unsafe pem.withUnsafeBytes { bytes in
            unsafe deepmock_trust_store(bytes.baseAddress, Int32(clamping: bytes.count), password)
        }
        guard let store = unsafe store else { throw .last("cannot make a trust store") }
        defer { unsafe PKCS12_free(store) }
        let text = try MemoryText()
        guard unsafe i2d_PKCS12_bio(text.pointer, store) == 1 else { throw .last("cannot write a trust store") }
        return text.bytes
    }
}
