// What a proxy says about its client: `Forwarded` (RFC 7239), else `X-Forwarded-Proto`, `-Host` and `-Port`.

import HTTP

/// Scheme, host and port that the client of a proxy used, as far as the proxy says so. Of several proxies the first one
/// counts, which is the one that the client spoke to.
struct ForwardedOrigin {
    /// `http` or `https`.
    let scheme: String?
    /// A host, perhaps with its port.
    let host: String?
    /// The port, if the host has none.
    let port: String?

    init(_ headers: RequestHeaders) {
        let elements = headers["forwarded"].flatMap { ForwardedHeader.first(in: $0) }
        func value(_ parameter: String, _ header: String) -> String? {
            if let elements { return elements[parameter] }
            return headers[header].map { Self.first(in: $0) }
        }
        let proto = value("proto", "x-forwarded-proto")?.lowercased()
        scheme = proto == "http" || proto == "https" ? proto : nil
        host = value("host", "x-forwarded-host").flatMap { HostValue.isValid($0) ? $0 : nil }
        port = headers["x-forwarded-port"].map { Self.first(in: $0) }.flatMap { text in
            UInt16(text).map { String($0) }
        }
    }

    /// The first element of a list, without the spaces around it.
    private static func first(in list: String) -> String {
        var element = list.utf8.prefix { $0 != UInt8(ascii: ",") }.drop { $0 == UInt8(ascii: " ") }
        while element.last == UInt8(ascii: " ") { element.removeLast() }
        return String(Substring(element))
    }
}
