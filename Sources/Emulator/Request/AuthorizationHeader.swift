// Credentials in the Authorization header (RFC 9110 section 11.6.2): a scheme name, a space, the secret.

import HTTP

/// Reads the Authorization header.
public enum AuthorizationHeader {
    /// The secret that follows `scheme`; nil when the header is absent, has another scheme or no secret. Scheme names
    /// are compared without regard to case, as the RFC says.
    public static func secret(_ head: RequestHead, scheme: String) -> String? {
        // Over bytes, not characters: every request comes through here.
        guard let bytes = head.headers["authorization"]?.utf8, bytes.count > scheme.utf8.count,
            zip(bytes, scheme.utf8).allSatisfy({ lowercased($0) == lowercased($1) })
        else { return nil }
        let rest = bytes.dropFirst(scheme.utf8.count)
        let secret = rest.drop { $0 == UInt8(ascii: " ") }
        return rest.first == UInt8(ascii: " ") && !secret.isEmpty ? String(Substring(secret)) : nil
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
