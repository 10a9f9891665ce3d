// Finds the operation for a path: a trie over path segments.

/// Finds operations by path. At each segment a literal wins over an integer capture, that over a string capture, and
/// that over a greedy one; at a dead end, the search goes back and tries the next. An own path wins over any alias.
public struct Router: Sendable {
    private(set) var nodes: [RouterNode] = [RouterNode()]
    private var platforms: [String] = []

    init() {}

    /// Finds the operation for a request.
    ///
    /// - Parameters:
    ///   - method: the request method in upper case; HEAD finds the operation of GET.
    ///   - segments: the decoded segments of the path, without the empty one after a final slash.
    ///   - hasFinalSlash: whether the path ends in a slash.
    ///   - platform: considers only this platform's operations; nil considers all.
    /// - Returns: the operation with its captures, or what is known about the path. For OPTIONS never an operation, so
    ///   that the caller gets the `allow` list.
    public func match(
        method: String,
        segments: [String],
        hasFinalSlash: Bool,
        platform: String? = nil
    ) -> RouteMatch {
        var only: Int?
        if let platform {
            guard let index = platforms.firstIndex(of: platform) else { return .notFound }
            only = index
        }
        var search = RouterSearch(
            nodes: nodes,
            segments: segments,
            hasFinalSlash: hasFinalSlash,
            method: MethodSet(request: method),
            platform: only
        )
        return search.run()
    }

    /// The methods of a path.
    ///
    /// - Parameters: as for `match`.
    /// - Returns: the value list of the `Allow` header; empty if no route has the path.
    public func allowed(segments: [String], hasFinalSlash: Bool, platform: String? = nil) -> [String] {
        switch match(method: "OPTIONS", segments: segments, hasFinalSlash: hasFinalSlash, platform: platform) {
        case .methodNotAllowed(let allow): allow
        case .operation, .notFound: []
        }
    }

    /// Adds one route. The template must have been checked; the kinds of its captures decide the place in the trie.
    mutating func add(
        _ template: RouteTemplate, method: String, finalSlash: FinalSlash, operation: Operation, isAlias: Bool
    ) {
        var node = 0
        for segment in template.segments {
            node = child(of: node, for: segment)
        }
        let platform: Int
        if let index = platforms.lastIndex(of: operation.platform) {
            platform = index
        } else {
            platform = platforms.count
            platforms.append(operation.platform)
        }
        nodes[node].endpoints.append(
            RouterNode.Endpoint(
                methods: MethodSet(request: method),
                operation: operation,
                platform: platform,
                captureNames: template.captureNames,
                finalSlash: template.segments.isEmpty ? .optional : finalSlash,
                templateHasFinalSlash: template.hasFinalSlash,
                isAlias: isAlias
            )
        )
    }

    private mutating func child(of node: Int, for segment: RouteTemplate.Segment) -> Int {
        let next = nodes.count
        switch segment {
        case .literal(let literal):
            if let known = nodes[node].literals[literal] { return known }
            nodes[node].literals.add(literal, next)
        case .capture(_, .integer):
            if let known = nodes[node].integer { return known }
            nodes[node].integer = next
        case .capture(_, .string):
            if let known = nodes[node].string { return known }
            nodes[node].string = next
        case .capture(_, .greedy):
            if let known = nodes[node].greedy { return known }
            nodes[node].greedy = next
        }
        nodes.append(RouterNode())
        return next
    }
}
