// Hosts that a client wanted to reach through the server and that are none of the platforms'.

/// The foreign hosts of one tenant, bounded.
public struct ForeignHosts: Sendable {
    /// The most hosts that are told apart.
    public static let maximum = 100
    /// The most bytes of a name that are kept.
    private static let nameBytes = 300

    /// The hosts as they were asked for, with port where one was given, and how often, in the order of their first requests.
    public private(set) var hosts: [(name: String, count: Int)] = []
    /// How many requests went to hosts beyond ``maximum``.
    public private(set) var omitted = 0

    mutating func note(_ name: String) {
        let name = name.utf8.count <= Self.nameBytes ? name : String(name.prefix(Self.nameBytes / 4))
        if let index = hosts.firstIndex(where: { $0.name == name }) {
            hosts[index].count += 1
        } else if hosts.count < Self.maximum {
            hosts.append((name, 1))
        } else {
            omitted += 1
        }
    }

    mutating func clear() {
        hosts = []
        omitted = 0
    }
}
