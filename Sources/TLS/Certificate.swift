// Certificates (RFC 5280): made, signed, and written as PEM.

import CTLS
import System

/// A certificate, held by OpenSSL.
@safe final class Certificate {
    /// Clocks of clients go wrong: a certificate is valid before it was made, in days.
    private static let backdatedDays: Int32 = 5

    let pointer: OpaquePointer

    /// Takes a certificate over.
    init(taking pointer: OpaquePointer) {
        unsafe self.pointer = pointer
    }

    deinit {
        unsafe X509_free(pointer)
    }

    /// Makes a certificate.
    ///
    /// - Parameters:
    ///   - name: its common name.
    ///   - key: the key that it is about.
    ///   - issuer: who signs it; nil when it signs itself.
    ///   - days: how long it is valid, from the day on which it was made.
    ///   - now: seconds since 1970.
    ///   - extensions: in their order, as x509v3_config(5) writes them.
    static func make(
        name: String, key: PrivateKey, issuer: (certificate: Certificate, key: PrivateKey)?, days: Int, now: Int,
        extensions: [(Int32, String)]
    ) throws(TLSFailure) -> Certificate {
        guard let pointer = unsafe X509_new() else { throw .last("cannot make a certificate") }
        let certificate = unsafe Certificate(taking: pointer)
        let signer = issuer ?? (certificate, key)
        var time = now
        // A serial number is positive, and has 20 bytes at most (RFC 5280 section 4.1.2.2).
        var serial = Randomness.bytes(16)
        serial[0] = serial[0] & 0x7F | 0x40
        guard unsafe X509_set_version(pointer, 2) == 1,
            unsafe ASN1_STRING_set(X509_get_serialNumber(pointer), serial, Int32(serial.count)) == 1,
            unsafe X509_time_adj_ex(X509_getm_notBefore(pointer), -backdatedDays, 0, &time) != nil,
            unsafe X509_time_adj_ex(X509_getm_notAfter(pointer), Int32(days), 0, &time) != nil,
            unsafe X509_set_pubkey(pointer, key.pointer) == 1,
            unsafe addName("O", "deepmock", to: pointer), unsafe addName("CN", name, to: pointer),
            unsafe X509_set_issuer_name(pointer, X509_get_subject_name(signer.certificate.pointer)) == 1
        else { throw .last("cannot make a certificate") }
        for (kind, value) in extensions {
            guard unsafe deepmock_add_extension(pointer, signer.certificate.pointer, kind, value) == 1 else {
                throw .last("cannot make a certificate with \(value)")
            }
        }
        guard unsafe X509_sign(pointer, signer.key.pointer, EVP_sha256()) > 0 else {
            throw .last("cannot sign a certificate")
        }
        return certificate
    }

    private static func addName(_ kind: String, _ value: String, to certificate: OpaquePointer) -> Bool {
        unsafe X509_NAME_add_entry_by_txt(
            X509_get_subject_name(certificate), kind, MBSTRING_UTF8, value, Int32(value.utf8.count), -1, 0) == 1
    }

    /// Whether it is valid at a time and for a while after.
    ///
    /// - Parameters:
    ///   - now: seconds since 1970.
    ///   - days: how much longer it must be valid.
    func isValid(now: Int, forDays days: Int) -> Bool {
        var (time, later) = (now, now + days * 86_400)
        return unsafe X509_cmp_time(X509_get0_notBefore(pointer), &time) < 0
            && X509_cmp_time(X509_get0_notAfter(pointer), &later) > 0
    }
}
