// Makes the router: routes are added one by one.

import System

/// Collects routes. See ``Router``.
struct RouterBuilder {
    private(set) var nodes = [RouterNode()]
    /// The edges of each node.
    private(set) var edges: [[RouterNode.Edge]] = [[]]
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
        precondition(
            template.captureNames.count <= RouterSearch.mostCaptures,
            "A template has at most \(RouterSearch.mostCaptures) captures: \(template.text)")
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
            appendNode()
        }
        return Int(nodes[node][keyPath: capture])
    }

    private mutating func child(of node: Int, for literal: [UInt8]) -> Int {
        for known in edges[node]
        where texts[Int(known.text)..<Int(known.text + known.length)].elementsEqual(literal) {
            return Int(known.node)
        }
        edges[node].append(
            RouterNode.Edge(
                word: literal.span.word(at: 0, length: literal.count), text: Int32(texts.count),
                length: Int32(literal.count), node: Int32(nodes.count)))
        texts += literal
        appendNode()
        return nodes.count - 1
    }

    private mutating func appendNode() {
        nodes.append(RouterNode())
        edges.append([])
    }

    /// The nodes, and the table in which they find their edges.
    func compiled() -> (nodes: [RouterNode], edges: [RouterNode.Edge]) {
        var (nodes, table) = (nodes, [RouterNode.Edge]())
        for (index, edges) in edges.enumerated() where !edges.isEmpty {
            var places = 2
            // Half of the places stay free, so that a search for what is not there ends soon.
            while places < edges.count * 2 { places *= 2 }
            nodes[index].firstEdge = Int32(table.count)
            nodes[index].edgeMask = Int32(places - 1)
            table += Array(repeating: .none, count: places)
            for edge in edges {
                var place = RouterNode.place(of: edge.word, mask: nodes[index].edgeMask)
                while table[Int(nodes[index].firstEdge + place)].node != RouterNode.none {
                    place = (place + 1) & nodes[index].edgeMask
                }
                table[Int(nodes[index].firstEdge + place)] = edge
            }
        }
        return (nodes, table)
    }
}
