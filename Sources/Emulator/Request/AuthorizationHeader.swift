// Credentials in the Authorization header (RFC 9110 section 11.6.2): a scheme name, a space, the secret.

import HTTP

/// Reads the Authorization header.
public enum AuthorizationHeader {
    /// The secret that follows `scheme`; nil when the header is absent, has another scheme or no secret. Scheme names
    /// are compared without regard to case, as the RFC says.
    ///
    /// - Parameter header: ``HTTP/HeaderName/proxyAuthorization`` for the credentials of a proxy.
    public static func secret(_ head: RequestHead, scheme: String, header: HeaderName = .authorization) -> String? {
        // Over bytes, not characters: every request comes through here.
        head.headers.withValue(of: header) { value in
            var start = scheme.utf8.count
            guard value.count > start, isScheme(value, scheme), value[start] == UInt8(ascii: " ") else { return nil }
            while start < value.count, value[start] == UInt8(ascii: " ") { start += 1 }
            guard start < value.count else { return nil }
            return unsafe value.extracting(start..<value.count).withUnsafeBufferPointer {
                unsafe String(decoding: $0, as: UTF8.self)
            }
        } ?? nil
    }

    private static func isScheme(_ value: Span<UInt8>, _ scheme: String) -> Bool {
        let utf8 = scheme.utf8
        let wanted = utf8.span
        for index in wanted.indices where lowercased(value[index]) != lowercased(wanted[index]) { return false }
        return true
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
