// The nodes of the router's trie.

/// One node: where the next segment leads, and which routes end here.
struct RouterNode: Sendable {
    /// A route that ends at a node.
    struct Endpoint: Sendable {
        let methods: MethodSet
        let operation: Operation
        let platform: Int
        let captureNames: [String]
        let finalSlash: FinalSlash
        let templateHasFinalSlash: Bool
        let isAlias: Bool
    }

    var literals = NameTable()
    var integer: Int?
    var string: Int?
    var greedy: Int?
    var endpoints: [Endpoint] = []
}
