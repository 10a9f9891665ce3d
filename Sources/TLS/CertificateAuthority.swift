// The certificate authority of an installation: its own certificate, and those that it signs.

import CTLS
import System

/// A certificate authority (CA) with a key on P-256. Clients that trust its certificate trust every server name that it
/// signs, so its key stays with its installation.
public final class CertificateAuthority {
    /// How long the authority itself is valid.
    private static let days = 3650
    /// Clients refuse certificates of servers that are valid for longer than 397 days.
    static let leafDays = 90
    /// An authority that ends sooner is replaced.
    private static let leastDays = 31

    private let certificate: Certificate
    private let key: PrivateKey
    /// Its certificate as PEM text, for clients.
    public let certificatePEM: [UInt8]

    private init(certificate: Certificate, key: PrivateKey) throws(TLSFailure) {
        self.certificate = certificate
        self.key = key
        let text = try MemoryText()
        guard unsafe PEM_write_bio_X509(text.pointer, certificate.pointer) == 1 else {
            throw .last("cannot write a certificate")
        }
        certificatePEM = text.bytes
    }

    /// A new authority.
    ///
    /// - Parameter now: seconds since 1970.
    public static func make(now: Int) throws(TLSFailure) -> CertificateAuthority {
        let key = try PrivateKey.generate()
        // Two authorities of one name would confuse clients that know both.
        let number = Randomness.bytes(4).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        let certificate = try Certificate.make(
            name: "deepmock CA \(number)", key: key, issuer: nil, days: days, now: now,
            extensions: [
                (NID_basic_constraints, "critical,CA:TRUE,pathlen:0"), (NID_key_usage, "critical,keyCertSign,cRLSign"),
                (NID_subject_key_identifier, "hash"),
            ])
        return try CertificateAuthority(certificate: certificate, key: key)
    }

    /// Reads an authority as ``pem`` wrote it.
    public convenience init(pem: [UInt8]) throws(TLSFailure) {
        let key = unsafe MemoryText.reading(pem) { unsafe PEM_read_bio_PrivateKey($0, nil, nil, nil) }
        guard let key = unsafe key else { throw .last("there is no private key") }
        let owned = unsafe PrivateKey(taking: key)
        let certificate = unsafe MemoryText.reading(pem) { unsafe PEM_read_bio_X509($0, nil, nil, nil) }
        guard let certificate = unsafe certificate else { throw .last("there is no certificate") }
        let ownedCertificate = unsafe Certificate(taking: certificate)
        guard unsafe X509_check_private_key(certificate, key) == 1, unsafe X509_check_ca(certificate) == 1 else {
            ERR_clear_error()
            throw TLSFailure("the certificate is not that of an authority with this key")
        }
        try self.init(certificate: ownedCertificate, key: owned)
    }

    /// Key and certificate as PEM texts.
    public func pem() throws(TLSFailure) -> [UInt8] {
        let text = try MemoryText()
        guard unsafe PEM_write_bio_PrivateKey(text.pointer, key.pointer, nil, nil, 0, nil, nil) == 1 else {
            throw .last("cannot write a key")
        }
        return text.bytes + certificatePEM
    }

    /// Whether it will be valid for some weeks to come.
    ///
    /// - Parameter now: seconds since 1970.
    public func isFit(now: Int) -> Bool { certificate.isValid(now: now, forDays: Self.leastDays) }

    /// A certificate for a server.
    ///
    /// - Parameters:
    ///   - key: the server's key.
    ///   - now: seconds since 1970.
    func leaf(for name: ServerName, key: PrivateKey, now: Int) throws(TLSFailure) -> Certificate {
        try Certificate.make(
            // A common name has 64 characters at most (RFC 5280 appendix A.1); clients read the alternative names.
            name: String(name.text.prefix(64)), key: key, issuer: (certificate, self.key), days: Self.leafDays,
            now: now,
            extensions: [
                (NID_basic_constraints, "critical,CA:FALSE"), (NID_key_usage, "critical,digitalSignature"),
                (NID_ext_key_usage, "serverAuth"), (NID_subject_key_identifier, "hash"),
                (NID_authority_key_identifier, "keyid"), (NID_subject_alt_name, name.alternatives),
            ])
    }
}
