// The platforms of a process, found by operation, host name and path.

import Contract
import JSON
import System

/// Every platform, bound to the contracts. An object, because every request looks into it.
public final class PlatformTable: Sendable {
    /// Who answers an operation, and how. A type of its own: closures in tuples are called through further ones.
    private struct Bound: Sendable {
        let platform: Platform
        let handler: Handler
    }

    /// In the order in which they were given, the control plane included.
    public let all: [Platform]
    /// By operation index: who answers, and how.
    private let bound: [Bound]
    private let byHost: [(host: String, platform: Platform)]
    private let byFirstSegment: [(segment: String, platform: Platform)]
    /// The longest first.
    private let unknownPaths: [(segments: [Substring], platform: Platform)]

    /// Binds platforms to the contracts.
    ///
    /// - Throws: ``BindingError`` when they do not match.
    init(_ platforms: [Platform], catalogue: Catalogue) throws(BindingError) {
        try Binding.check(platforms, against: catalogue)
        all = platforms
        var bound: [Bound] = []
        for operation in catalogue.operations {
            guard let platform = platforms.first(where: { $0.id == operation.platform }),
                let handler = platform.handlers[operation.id]
            else { preconditionFailure("\(operation.name) has no handler, and yet the check of the bindings passed.") }
            bound.append(Bound(platform: platform, handler: handler))
        }
        self.bound = bound
        byHost = platforms.flatMap { platform in platform.hosts.map { ($0, platform) } }
        byFirstSegment = platforms.compactMap { platform in platform.firstSegment.map { ($0, platform) } }
        unknownPaths = platforms.flatMap { platform in
            platform.unknownPaths.map { ($0.split(separator: "/"), platform) }
        }.sorted { $0.0.count > $1.0.count }
    }

    /// The platforms that stand in for services.
    public var emulated: [Platform] { all.filter { !$0.isControl } }

    /// The platform of an operation.
    subscript(operation: Operation) -> Platform { bound[operation.index].platform }

    /// What answers an operation.
    func handler(of operation: Operation) -> Handler { bound[operation.index].handler }

    /// The platform with a host name of the real service; the port does not count.
    func platform(ofHost host: String) -> Platform? {
        var host = host
        return host.withUTF8 { bytes in
            let bytes = unsafe bytes.span
            var colon = bytes.count - 1
            while colon >= 0, bytes[colon] != UInt8(ascii: ":") { colon -= 1 }
            let name = bytes.extracting(0..<(colon < 0 ? bytes.count : colon))
            for (host, platform) in byHost where host.utf8.count == name.count {
                var index = 0
                let isIt = host.utf8.allSatisfy { byte in
                    defer { index += 1 }
                    return byte | 0x20 == name[index] | 0x20
                }
                if isIt { return platform }
            }
            return nil
        }
    }

    /// The platform that owns every path with the first segment of this one.
    func platform(ofFirstSegmentIn path: SegmentedPath) -> Platform? {
        for (own, platform) in byFirstSegment where path.begins(with: own) { return platform }
        return nil
    }

    /// Which platform answers 404 for an unknown path.
    func platform(ofUnknownPath segments: [String]) -> Platform {
        for (prefix, platform) in unknownPaths
        where prefix.count <= segments.count && zip(prefix, segments).allSatisfy({ $0 == $1 }) {
            return platform
        }
        return all[0]
    }

    /// The base URL of each emulated platform; all share one port, told apart by their paths.
    ///
    /// - Parameters:
    ///   - base: the URL of the server, with the prefix of a tenant where there is one.
    ///   - external: URLs that the operator has set for platforms, in place of the server's.
    ///   - prefix: the prefix of a tenant; it follows these.
    public func urls(base: String, external: ExternalURLs = ExternalURLs(), prefix: String = "") -> JSON {
        .object(JSONObject(emulated.map { ($0.id, .string(external[$0.id].map { $0 + prefix } ?? base)) }))
    }

    /// What people and scripts are shown of the first credentials of the tenant `name`.
    public func credentials(ofTenant name: String) -> JSON {
        .object(
            JSONObject(
                emulated.compactMap { platform in
                    let shown = platform.firstCredentials(name).shown
                    return shown.isNull ? nil : (platform.id, shown)
                }))
    }
}
