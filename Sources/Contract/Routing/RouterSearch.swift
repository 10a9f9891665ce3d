// One search through the router's trie.

import System

/// The state of one search. The work is bounded by nodes × segments: without a greedy capture every node is reached at
/// most once, and a template has at most one greedy capture (`Checker`).
struct RouterSearch {
    private let router: Router
    private let path: SegmentedPath
    private let hasFinalSlash: Bool
    private let method: MethodSet
    private let platform: Int32?
    /// The captures on the way so far.
    private var taken = Captures()
    private var allowed: MethodSet = []
    /// The first alias that matched. It counts only if no own path matches.
    private var alias: (endpoint: Int, taken: Captures)?

    /// The most captures that a template may have.
    static let mostCaptures = 8

    /// What each capture took, as places in the bytes of the path.
    private struct Captures {
        private var places = InlineArray<8, Range<Int>>(repeating: 0..<0)
        private(set) var count = 0

        subscript(index: Int) -> Range<Int> { places[index] }

        mutating func append(_ place: Range<Int>) {
            places[count] = place
            count += 1
        }

        mutating func removeLast() {
            count -= 1
        }
    }

    init(router: Router, path: SegmentedPath, hasFinalSlash: Bool, method: MethodSet, platform: Int32?) {
        self.router = router
        self.path = path
        self.hasFinalSlash = hasFinalSlash
        self.method = method
        self.platform = platform
    }

    /// Searches. Call it once.
    mutating func run() -> RouteMatch {
        if let endpoint = visit(0, at: path.start) { return answer(endpoint, taken) }
        if let alias { return answer(alias.endpoint, alias.taken) }
        return allowed.isEmpty ? .notFound : .methodNotAllowed(allow: allowed.allow)
    }

    /// Goes on from a node with the segment that begins at `start`. Returns the number of an endpoint.
    private mutating func visit(_ node: Int, at start: Int) -> Int? {
        guard start <= path.end else { return finish(node) }
        let stop = path.endOfSegment(from: start)
        let literal = router.child(of: node, for: start..<stop, in: path.bytes.span)
        if literal != RouterNode.none {
            let before = allowed
            if let found = visit(Int(literal), at: stop + 1) { return found }
            // A path that is spelled out to its end is that path for every method, not the name of a record.
            if stop == path.end, allowed != before { return nil }
        }
        // Captures take no empty segment.
        guard start < stop else { return nil }
        let (integer, string) = (router.nodes[node].integer, router.nodes[node].string)
        if integer != RouterNode.none, Self.isInteger(path.bytes.span.extracting(start..<stop)),
            let found = take(start..<stop, then: integer)
        {
            return found
        }
        if string != RouterNode.none, let found = take(start..<stop, then: string) { return found }
        return takeMany(from: start, firstStop: stop, then: router.nodes[node].greedy)
    }

    /// Lets a greedy capture take segments. Templates with a suffix come first, longest capture first; then the template
    /// without one.
    private mutating func takeMany(from start: Int, firstStop: Int, then node: Int32) -> Int? {
        guard node != RouterNode.none else { return nil }
        if !router.nodes[Int(node)].isLeaf {
            var stop = path.end - 1
            while stop >= firstStop {
                if path.bytes[stop] == path.separator, let found = take(start..<stop, then: node) { return found }
                stop -= 1
            }
        }
        return take(start..<path.end, then: node)
    }

    private mutating func take(_ place: Range<Int>, then node: Int32) -> Int? {
        taken.append(place)
        if let found = visit(Int(node), at: place.upperBound + 1) { return found }
        taken.removeLast()
        return nil
    }

    private mutating func finish(_ node: Int) -> Int? {
        var next = router.nodes[node].firstEndpoint
        while next != RouterNode.none {
            let (index, endpoint) = (Int(next), router.endpoints[Int(next)])
            next = endpoint.next
            guard platform == nil || endpoint.platform == platform,
                endpoint.finalSlash.accepts(pathHasIt: hasFinalSlash, templateHasIt: endpoint.templateHasFinalSlash)
            else { continue }
            guard !endpoint.methods.isDisjoint(with: method) else {
                allowed.formUnion(endpoint.methods)
                continue
            }
            guard endpoint.isAlias else { return index }
            if alias == nil { alias = (index, taken) }
        }
        return nil
    }

    private func answer(_ endpoint: Int, _ taken: Captures) -> RouteMatch {
        let names = router.targets[endpoint].captureNames
        var captures: [RouteMatch.Capture] = []
        if taken.count > 0 { captures.reserveCapacity(taken.count) }
        for index in 0..<min(taken.count, names.count) {
            captures.append((names[index], path.text(taken[index])))
        }
        return .operation(router.targets[endpoint].operation, captures: captures)
    }

    /// Digits without a sign or a leading zero whose value fits an `Int`: `0`, `42`, but not `007` or `-1`.
    private static func isInteger(_ text: Span<UInt8>) -> Bool {
        guard text.count <= 19, text[0] != UInt8(ascii: "0") || text.count == 1 else { return false }
        var value: UInt64 = 0
        for index in text.indices {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return false }
            // Nineteen digits fit.
            value = value * 10 + UInt64(digit)
        }
        return value <= UInt64(Int.max)
    }
}
