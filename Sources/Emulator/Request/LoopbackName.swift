// Which host names and origins mean this machine: what the control plane trusts without a token.

import HTTP

/// Recognises loopback names (RFC 6761 section 6.3, RFC 4291 section 2.5.3).
public enum LoopbackName {
    /// Whether `host`, without port, is `localhost`, a name below it, or a loopback address.
    public static func contains(_ host: String) -> Bool {
        let name = host.lowercased()
        if name == "localhost" || name.hasSuffix(".localhost") || name == "::1" || name == "[::1]" { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// Whether a `Host` value, with or without port, names this machine.
    public static func containsAuthority(_ authority: String) -> Bool {
        var host = authority[...]
        if host.hasPrefix("[") {
            guard let end = host.firstIndex(of: "]") else { return false }
            let rest = host[host.index(after: end)...]
            return isPort(rest) && contains(String(host[...end]))
        }
        if let colon = host.firstIndex(of: ":") {
            guard isPort(host[colon...]) else { return false }
            host = host[..<colon]
        }
        return contains(String(host))
    }

    /// Whether an `Origin` value is a page of this machine.
    public static func containsOrigin(_ origin: String) -> Bool {
        for scheme in ["http://", "https://"] where origin.hasPrefix(scheme) {
            return containsAuthority(String(origin.dropFirst(scheme.count)))
        }
        return false
    }

    /// The first `Origin` of a request that is no page of this machine. Every line counts, since programs between may
    /// look at another one.
    public static func foreignOrigin(_ head: RequestHead) -> String? {
        guard head.headers.contains(.origin) else { return nil }
        return head.headers.all("origin").first { !containsOrigin($0) }
    }

    /// Nothing, or a colon and digits.
    private static func isPort(_ text: Substring) -> Bool {
        text.isEmpty || (text.first == ":" && text.dropFirst().utf8.allSatisfy { (48...57).contains($0) })
    }
}
