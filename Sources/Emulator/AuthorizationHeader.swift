// Credentials in the Authorization header (RFC 9110 section 11.6.2): a scheme name, a space, the secret.

import HTTP

/// Reads the Authorization header.
public enum AuthorizationHeader {
    /// The secret that follows `scheme`; nil when the header is absent, has another scheme or no secret. Scheme names
    /// are compared without regard to case, as the RFC says.
    public static func secret(_ request: Request, scheme: String) -> String? {
        guard let header = request.head.headers["authorization"], let space = header.firstIndex(of: " "),
            header[..<space].lowercased() == scheme.lowercased()
        else { return nil }
        let secret = header[space...].drop { $0 == " " }
        return secret.isEmpty ? nil : String(secret)
    }
}
