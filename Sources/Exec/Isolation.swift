// What a command sees of the machine.

import System

/// How a command is kept from the services of the world.
public enum Isolation: Sendable, Equatable {
    /// Only variables lead it to the server.
    case none
    /// The services' names lead to this machine, and nothing else can be reached.
    case full
    /// The services' names lead to this machine, and the network is that of the machine.
    case sharedNetwork

    /// The ports on which services are reached.
    static let servicePorts = [443, 80]

    /// The names of this machine, with the services' before them.
    static func hosts(_ services: [String], before existing: [UInt8]) -> [UInt8] {
        Array(services.map { "127.0.0.1 \($0)\n" }.joined().utf8) + existing
    }

    /// Where resolvers ask for names, in place of the machine's resolv.conf(5). A list to search there must be, since they
    /// would make one of the machine's own name.
    static let resolver = Array("nameserver 127.0.0.1\nsearch \(searched)\n".utf8)
    /// The domain that is searched: one that never has names (RFC 6761 section 6.4).
    static let searched = "invalid"

    /// The machine's nsswitch.conf(5), with names from files and the resolver alone: other services would ask beyond the
    /// isolated network.
    static func nameSources(_ existing: [UInt8]) -> [UInt8] {
        let lines = String(decoding: existing, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        let kept = lines.filter { !$0.drop(while: \.isWhitespace).hasPrefix("hosts:") }
        return Array((["hosts: files dns"] + kept).joined(separator: "\n").utf8)
    }

    /// The remedy for a system that does not allow what isolation needs.
    static func refusal(_ step: String) -> String {
        "--isolate needs \(step), which this system forbids. Allow it (in a container: --cap-add SYS_ADMIN --security-opt "
            + "seccomp=unconfined --security-opt apparmor=unconfined; on Ubuntu: sysctl "
            + "kernel.apparmor_restrict_unprivileged_userns=0), or run as root with --share-network."
    }
}
