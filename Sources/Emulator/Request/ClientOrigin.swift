// Where the client of a request sees the server: the scheme, host and port that links in the answer begin with.

import HTTP

/// Finds the origin that a client used.
enum ClientOrigin {
    /// The beginning of URLs that lead the client of a request back.
    ///
    /// A proxy on this machine may say what its client used (RFC 7239, and the older `X-Forwarded-Proto`, `-Host` and
    /// `-Port`); from anybody else these headers mean nothing. Otherwise links follow the `Host` header, and are https
    /// for clients that came through TLS. The host names of the real services are always https, unless they come with a
    /// port of their own.
    ///
    /// - Parameters:
    ///   - isFromThisMachine: whether the peer may speak for other clients.
    ///   - isSecure: whether the request came through TLS.
    ///   - own: the server's own host and port, for clients that name none.
    ///   - recent: what was made for the client before.
    static func url(
        of head: RequestHead, route: Route, platforms: PlatformTable, isFromThisMachine: Bool, isSecure: Bool,
        own: String, recent: inout RecentOrigins
    ) -> String {
        let forwarded = isFromThisMachine && head.headers.mentionForwarding ? ForwardedOrigin(head.headers) : nil
        let isSecure = isSecure || head.target.isSecure
        guard forwarded != nil || route.onlyPlatform != nil else {
            return recent.url(of: route.host ?? own, isSecure: isSecure)
        }
        let host = forwarded?.host ?? route.host ?? own
        let (name, givenPort) = split(host)
        var port = givenPort ?? forwarded?.port
        let isVendor = platforms.platform(ofHost: name) != nil && (port == nil || port == "80" || port == "443")
        let scheme = forwarded?.scheme ?? (isVendor || isSecure ? "https" : "http")
        if isVendor || port == (scheme == "https" ? "443" : "80") { port = nil }
        return "\(scheme)://\(name)" + (port.map { ":\($0)" } ?? "")
    }

    /// The origins that most clients use, kept from one request to the next.
    struct RecentOrigins {
        private var last = (host: "", url: "http://")
        private var lastSecure = (host: "", url: "https://")

        /// The origin of a client that has asked for none of the real services.
        mutating func url(of host: String, isSecure: Bool) -> String {
            if isSecure {
                if lastSecure.host != host {
                    let (name, port) = ClientOrigin.split(host)
                    lastSecure = (host, port == nil || port == "443" ? "https://" + name : "https://" + host)
                }
                return lastSecure.url
            }
            if last.host != host { last = (host, "http://" + host) }
            return last.url
        }
    }

    /// A host and its port, if it has one. An IPv6 address stays in its brackets.
    static func split(_ authority: String) -> (host: String, port: String?) {
        guard let colon = authority.utf8.lastIndex(of: UInt8(ascii: ":")), authority.utf8.last != UInt8(ascii: "]")
        else { return (authority, nil) }
        let port = authority[authority.utf8.index(after: colon)...]
        return (String(authority[..<colon]), port.isEmpty ? nil : String(port))
    }
}
