// Makes the router: routes are added one by one.

import System

/// Collects routes. See ``Router``.
struct RouterBuilder {
    private(set) var nodes = [RouterNode()]
    private(set) var edges: [RouterNode.Edge] = []
    private(set) var endpoints: [RouterNode.Endpoint] = []
    private(set) var targets: [RouterNode.Target] = []
    /// The literals, one behind the other.
    private(set) var texts: [UInt8] = []
    private(set) var platforms: [String] = []

    /// Adds one route. The template must have been checked; the kinds of its captures decide the place in the trie.
    mutating func add(
        _ template: RouteTemplate, method: String, finalSlash: FinalSlash, operation: Operation, isAlias: Bool
    ) {
        var node = 0
        for segment in template.segments { node = child(of: node, for: segment) }
        let platform: Int
        if let index = platforms.lastIndex(of: operation.platform) {
            platform = index
        } else {
            platform = platforms.count
            platforms.append(operation.platform)
        }
        append(
            RouterNode.Endpoint(
                methods: MethodSet(request: method), platform: Int32(platform),
                finalSlash: template.segments.isEmpty ? .optional : finalSlash,
                templateHasFinalSlash: template.hasFinalSlash, isAlias: isAlias),
            to: node)
        targets.append(RouterNode.Target(operation: operation, captureNames: template.captureNames))
    }

    /// Endpoints of a node keep their order.
    private mutating func append(_ endpoint: RouterNode.Endpoint, to node: Int) {
        let new = Int32(endpoints.count)
        endpoints.append(endpoint)
        guard nodes[node].firstEndpoint != RouterNode.none else {
            nodes[node].firstEndpoint = new
            return
        }
        var last = Int(nodes[node].firstEndpoint)
        while endpoints[last].next != RouterNode.none { last = Int(endpoints[last].next) }
        endpoints[last].next = new
    }

    private mutating func child(of node: Int, for segment: RouteTemplate.Segment) -> Int {
        switch segment {
        case .literal(let literal): return child(of: node, for: Array(literal.utf8))
        case .capture(_, .integer): return child(of: node, \.integer)
        case .capture(_, .string): return child(of: node, \.string)
        case .capture(_, .greedy): return child(of: node, \.greedy)
        }
    }

    private mutating func child(of node: Int, _ capture: WritableKeyPath<RouterNode, Int32>) -> Int {
        if nodes[node][keyPath: capture] == RouterNode.none {
            nodes[node][keyPath: capture] = Int32(nodes.count)
            nodes.append(RouterNode())
        }
        return Int(nodes[node][keyPath: capture])
    }

    private mutating func child(of node: Int, for literal: [UInt8]) -> Int {
        var edge = nodes[node].firstEdge
        while edge != RouterNode.none {
            let known = edges[Int(edge)]
            if texts[Int(known.text)..<Int(known.text + known.length)].elementsEqual(literal) { return Int(known.node) }
            edge = known.next
        }
        edges.append(
            RouterNode.Edge(
                word: literal.span.word(at: 0, length: literal.count), text: Int32(texts.count),
                length: Int32(literal.count), node: Int32(nodes.count), next: nodes[node].firstEdge))
        texts += literal
        nodes[node].firstEdge = Int32(edges.count - 1)
        nodes.append(RouterNode())
        return nodes.count - 1
    }
}
