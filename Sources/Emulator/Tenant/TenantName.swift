// The names of tenants, and how requests contain them.

import HTTP
import System

/// The rules for names of tenants.
public enum TenantName {
    /// Whether `name` matches `[a-z0-9][a-z0-9-]{0,39}`, as names of snapshots do, too.
    public static func isWord(_ name: String) -> Bool {
        guard (1...40).contains(name.utf8.count), name.utf8.first != UInt8(ascii: "-") else { return false }
        return name.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
        }
    }

    /// The tenant in a credential of the form `{tenant}:{anything}`.
    static func inCredential(_ secret: String) -> String? {
        let utf8 = secret.utf8
        guard utf8.span.firstIndex(of: UInt8(ascii: ":")) != nil,
            let colon = utf8.firstIndex(of: UInt8(ascii: ":")), colon != utf8.startIndex
        else { return nil }
        let name = String(secret[..<colon])
        return isWord(name) ? name : nil
    }

    /// The tenant in a host of the form `{tenant}.localhost`, with or without a port.
    static func inHost(_ host: String) -> String? {
        let suffix = ".localhost"
        guard host.utf8.count > suffix.utf8.count, endsInT(host) else { return nil }
        var name = host[...]
        if let colon = name.utf8.lastIndex(of: UInt8(ascii: ":")) { name = name[..<colon] }
        guard name.utf8.count > suffix.utf8.count, name.lowercased().hasSuffix(suffix) else { return nil }
        return name.dropLast(suffix.utf8.count).lowercased()
    }

    /// Whether the name before the port ends like `localhost`. Every request asks, and most hosts are addresses, which end
    /// in a digit.
    private static func endsInT(_ host: String) -> Bool {
        var host = host
        return host.withUTF8 { bytes in
            let name = unsafe bytes.span
            var end = name.count
            while end > 0, name[end - 1] != UInt8(ascii: ":") { end -= 1 }
            let last = end > 0 ? end - 2 : name.count - 1
            return last >= 0 && name[last] | 0x20 == UInt8(ascii: "t")
        }
    }
}

extension RequestTarget {
    /// The path as it came, without the prefix that selects a tenant.
    public var pathWithoutTenant: String {
        guard path.begins(with: "t"), decodedSegments.count >= 2 else { return rawPath }
        let rest = rawPath.utf8.dropFirst(segments[0].raw.utf8.count + segments[1].raw.utf8.count + 2)
        return rest.isEmpty ? "/" : String(Substring(rest))
    }
}
