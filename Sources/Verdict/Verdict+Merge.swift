// Several worlds as one run.

extension Verdict {
    /// The most findings of a verdict; more are only counted.
    public static let maximumFindings = 1000
    /// The most worlds that are named.
    private static let maximumWorlds = 1000

    /// A verdict of nothing.
    public init() {
        self.init(worlds: [], requests: 0, findings: [], omitted: 0, operations: [], coverage: [])
    }

    /// Adds findings, as far as there is room.
    public mutating func add(_ more: [Finding]) {
        let room = max(0, Self.maximumFindings - findings.count)
        findings += more.prefix(room)
        omitted += max(0, more.count - room)
    }

    /// Adds what another world was like.
    public mutating func merge(_ other: Verdict) {
        if worlds.count < Self.maximumWorlds { worlds += other.worlds.filter { !worlds.contains($0) } }
        requests += other.requests
        omitted += other.omitted
        add(other.findings)
        var places = Dictionary(uniqueKeysWithValues: operations.enumerated().map { ($1.key, $0) })
        for used in other.operations {
            if let place = places[used.key] {
                operations[place].requests += used.requests
                operations[place].answered += used.answered
            } else {
                places[used.key] = operations.count
                operations.append(used)
            }
        }
        for share in other.coverage where !coverage.contains(where: { $0.platform == share.platform }) {
            coverage.append(share)
        }
        coverage = coverage.map { share in
            Coverage(
                platform: share.platform,
                answered: operations.count { $0.platform == share.platform && $0.answered > 0 },
                operations: share.operations)
        }
    }
}

extension Verdict.UsedOperation {
    fileprivate var key: String { "\(platform)/\(operation)" }
}
