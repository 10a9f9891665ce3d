// A request as a proxy passes it on (RFC 9110 section 7.6, RFC 9112 section 3.2.2).

extension RequestHead {
    /// Header lines that are for the proxy alone, beside those that `Connection` names.
    private static let ownNames = [
        "connection", "host", "keep-alive", "proxy-authorization", "proxy-connection", "x-deepmock-tenant", "upgrade",
    ]

    /// The head as it goes to the host that the target names: in origin form, with that host, without what was for the
    /// proxy. The connection ends with the answer, so that no later request takes the same way. Nil unless the target has
    /// the absolute form.
    public func forwarded() -> [UInt8]? {
        guard let authority = target.authority, method != .connect else { return nil }
        let named = headers.all("connection").flatMap { $0.split(separator: ",") }.map {
            $0.trimmingSpaces().lowercased()
        }
        // What frames the body stays, whatever `Connection` names: else the body would be read as further requests.
        let own = Set(Self.ownNames + named).subtracting(["content-length", "transfer-encoding"])
        let query = target.rawQuery.map { "?" + $0 } ?? ""
        var bytes = Array("\(method.name) \(target.rawPath)\(query) HTTP/1.1\r\nHost: \(authority)\r\n".utf8)
        for line in headers.lines {
            let name = headers.slice(line.name)
            if own.contains(String(decoding: name, as: UTF8.self).lowercased()) { continue }
            bytes += name + Array(": ".utf8) + headers.slice(line.value) + Array("\r\n".utf8)
        }
        return bytes + Array("Via: 1.\(minorVersion) deepmock\r\nConnection: close\r\n\r\n".utf8)
    }
}
