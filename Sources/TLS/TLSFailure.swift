// Why a TLS connection ended, or a certificate could not be made.

import CTLS

/// A failure of TLS.
public struct TLSFailure: Error, Sendable, Equatable {
    /// What to tell a user.
    public let message: String
    /// Whether the peer said that it does not trust the certificate that it was shown.
    public let isDistrust: Bool

    init(_ message: String, isDistrust: Bool = false) {
        self.message = message
        self.isDistrust = isDistrust
    }

    /// Alerts with which a client refuses a certificate: bad_certificate, certificate_unknown, unknown_ca (RFC 8446
    /// section 6.2).
    private static let distrust: Set<Int32> = [
        SSL_R_SSLV3_ALERT_BAD_CERTIFICATE, SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN, SSL_R_TLSV1_ALERT_UNKNOWN_CA,
    ]

    /// The failure that OpenSSL has just noted on this thread.
    static func last(_ operation: String) -> TLSFailure {
        let code = ERR_get_error()
        let reason = unsafe ERR_reason_error_string(code).map { unsafe String(cString: $0) } ?? "unknown reason"
        let isDistrust = distrust.contains(ERR_GET_REASON(code))
        ERR_clear_error()
        return TLSFailure("\(operation): \(reason)", isDistrust: isDistrust)
    }
}
