// One search through the router's trie.

/// The state of one search. The work is bounded by nodes × segments: without a greedy capture every node is reached at
/// most once, and a template has at most one greedy capture (`Checker`).
struct RouterSearch {
    let nodes: [RouterNode]
    let segments: [String]
    let hasFinalSlash: Bool
    let method: MethodSet
    let platform: Int?
    /// The segments that each capture took so far.
    private var taken: [Range<Int>] = []
    private var allowed: MethodSet = []
    /// The first alias that matched. It counts only if no own path matches.
    private var alias: (endpoint: RouterNode.Endpoint, taken: [Range<Int>])?

    init(nodes: [RouterNode], segments: [String], hasFinalSlash: Bool, method: MethodSet, platform: Int?) {
        self.nodes = nodes
        self.segments = segments
        self.hasFinalSlash = hasFinalSlash
        self.method = method
        self.platform = platform
    }

    /// Searches. Call it once.
    mutating func run() -> RouteMatch {
        if let endpoint = visit(0, at: 0) {
            return answer(endpoint, taken)
        }
        if let alias {
            return answer(alias.endpoint, alias.taken)
        }
        return allowed.isEmpty ? .notFound : .methodNotAllowed(allow: allowed.allow)
    }

    private mutating func visit(_ node: Int, at position: Int) -> RouterNode.Endpoint? {
        guard position < segments.count else { return finish(node) }
        let segment = segments[position]
        if let next = nodes[node].literals[segment] {
            let before = allowed
            if let found = visit(next, at: position + 1) { return found }
            // A path that is spelled out to its end is that path for every method, not the name of a record.
            if position + 1 == segments.count, allowed != before { return nil }
        }
        if let next = nodes[node].integer, Self.isInteger(segment),
            let found = take(position..<position + 1, then: next)
        {
            return found
        }
        if let next = nodes[node].string, !segment.isEmpty, let found = take(position..<position + 1, then: next) {
            return found
        }
        guard let next = nodes[node].greedy, !segment.isEmpty else { return nil }
        // Templates with a suffix come first, longest capture first; then the template without one.
        if !nodes[next].isLeaf {
            for end in stride(from: segments.count - 1, to: position, by: -1) {
                if let found = take(position..<end, then: next) { return found }
            }
        }
        return take(position..<segments.count, then: next)
    }

    private mutating func take(_ range: Range<Int>, then node: Int) -> RouterNode.Endpoint? {
        taken.append(range)
        if let found = visit(node, at: range.upperBound) { return found }
        taken.removeLast()
        return nil
    }

    private mutating func finish(_ node: Int) -> RouterNode.Endpoint? {
        for endpoint in nodes[node].endpoints {
            guard platform == nil || endpoint.platform == platform,
                endpoint.finalSlash.accepts(
                    pathHasIt: hasFinalSlash,
                    templateHasIt: endpoint.templateHasFinalSlash
                )
            else { continue }
            guard !endpoint.methods.isDisjoint(with: method) else {
                allowed.formUnion(endpoint.methods)
                continue
            }
            guard endpoint.isAlias else { return endpoint }
            if alias == nil { alias = (endpoint, taken) }
        }
        return nil
    }

    private func answer(_ endpoint: RouterNode.Endpoint, _ taken: [Range<Int>]) -> RouteMatch {
        var captures: [RouteMatch.Capture] = []
        captures.reserveCapacity(taken.count)
        for (name, range) in zip(endpoint.captureNames, taken) {
            let value = range.count == 1 ? segments[range.lowerBound] : segments[range].joined(separator: "/")
            captures.append((name, value))
        }
        return .operation(endpoint.operation, captures: captures)
    }

    /// Digits without a sign or a leading zero whose value fits an `Int`: `0`, `42`, but not `007` or `-1`.
    static func isInteger(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, bytes.count <= 19, first != UInt8(ascii: "0") || bytes.count == 1,
            bytes.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") })
        else { return false }
        return bytes.count < 19 || Int(text) != nil
    }
}

extension RouterNode {
    /// Whether no segment can follow.
    var isLeaf: Bool { literals.isEmpty && integer == nil && string == nil && greedy == nil }
}
