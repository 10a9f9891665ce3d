// Finds the operation for a path: a trie over path segments.

import System

/// Finds operations by path. At each segment a literal wins over an integer capture, that over a string capture, and
/// that over a greedy one; at a dead end, the search goes back and tries the next. An own path wins over any alias.
public final class Router: Sendable {
    let nodes: [RouterNode]
    let endpoints: [RouterNode.Endpoint]
    let targets: [RouterNode.Target]
    private let edges: [RouterNode.Edge]
    private let texts: [UInt8]
    private let platforms: [String]

    init(_ builder: RouterBuilder) {
        (nodes, edges) = builder.compiled()
        endpoints = builder.endpoints
        targets = builder.targets
        texts = builder.texts
        platforms = builder.platforms
    }

    /// Finds the operation for a request.
    ///
    /// - Parameters:
    ///   - method: the request method in upper case; HEAD finds the operation of GET.
    ///   - path: its path.
    ///   - hasFinalSlash: whether the path ends in a slash.
    ///   - platform: considers only this platform's operations; nil considers all.
    /// - Returns: the operation with its captures, or what is known about the path. For OPTIONS never an operation, so
    ///   that the caller gets the `allow` list.
    public func match(
        method: String, path: SegmentedPath, hasFinalSlash: Bool, platform: String? = nil
    ) -> RouteMatch {
        var only: Int32?
        if let platform {
            guard let index = platforms.firstIndex(of: platform) else { return .notFound }
            only = Int32(index)
        }
        var search = RouterSearch(
            router: self, path: path, hasFinalSlash: hasFinalSlash, method: MethodSet(request: method), platform: only)
        return search.run()
    }

    /// The methods of a path.
    ///
    /// - Parameters: as for `match`.
    /// - Returns: the value list of the `Allow` header; empty if no route has the path.
    public func allowed(path: SegmentedPath, hasFinalSlash: Bool, platform: String? = nil) -> [String] {
        switch match(method: "OPTIONS", path: path, hasFinalSlash: hasFinalSlash, platform: platform) {
        case .methodNotAllowed(let allow): allow
        case .operation, .notFound: []
        }
    }

    /// Where a literal segment leads from a node; ``RouterNode/none`` if nowhere.
    ///
    /// - Parameter segment: where it is in `bytes`.
    func child(of node: Int, for segment: Range<Int>, in bytes: Span<UInt8>) -> Int32 {
        let (first, mask) = (nodes[node].firstEdge, nodes[node].edgeMask)
        guard first != RouterNode.none else { return RouterNode.none }
        let word = bytes.word(at: segment.lowerBound, length: segment.count)
        var place = RouterNode.place(of: word, mask: mask)
        while true {
            let edge = edges[Int(first + place)]
            if edge.node == RouterNode.none { return RouterNode.none }
            if edge.word == word, edge.length == segment.count, isEqual(edge, segment, bytes) { return edge.node }
            place = (place + 1) & mask
        }
    }

    /// Whether a segment is a literal whose first eight bytes it has.
    private func isEqual(_ edge: RouterNode.Edge, _ segment: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
        for index in min(8, segment.count)..<segment.count
        where bytes[segment.lowerBound + index] != texts[Int(edge.text) + index] {
            return false
        }
        return true
    }
}
