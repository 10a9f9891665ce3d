// Credentials in the Authorization header (RFC 9110 section 11.6.2): a scheme name, a space, the secret.

import HTTP

/// Reads the Authorization header.
public enum AuthorizationHeader {
    /// The secret that follows `scheme`; nil when the header is absent, has another scheme or no secret. Scheme names
    /// are compared without regard to case, as the RFC says.
    ///
    /// - Parameter header: `proxy-authorization` for the credentials of a proxy.
    public static func secret(_ head: RequestHead, scheme: String, header: String = "authorization") -> String? {
        // Over bytes, not characters: every request comes through here.
        guard let bytes = head.headers[header]?.utf8, bytes.count > scheme.utf8.count else { return nil }
        var index = bytes.startIndex
        for want in scheme.utf8 {
            guard lowercased(bytes[index]) == lowercased(want) else { return nil }
            bytes.formIndex(after: &index)
        }
        guard bytes[index] == UInt8(ascii: " ") else { return nil }
        while index < bytes.endIndex, bytes[index] == UInt8(ascii: " ") { bytes.formIndex(after: &index) }
        return index < bytes.endIndex ? String(Substring(bytes[index...])) : nil
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
