// The nodes of the router's trie: numbers only, so that a search touches no reference count.

/// One node: where the next segment leads, and which routes end here. ``none`` stands for nowhere.
struct RouterNode: Sendable {
    static let none: Int32 = -1

    /// A literal segment that leads from one node to another.
    struct Edge: Sendable {
        /// The first eight bytes of the literal, see ``System/Swift/Span/word(at:length:)``.
        let word: UInt64
        /// Where the whole literal is in the router's texts.
        let text: Int32
        let length: Int32
        let node: Int32

        /// Leads nowhere.
        static let none = Edge(word: 0, text: 0, length: 0, node: RouterNode.none)
    }

    /// A route that ends at a node.
    struct Endpoint: Sendable {
        let methods: MethodSet
        let platform: Int32
        let finalSlash: FinalSlash
        let templateHasFinalSlash: Bool
        let isAlias: Bool
        /// The next endpoint of the same node.
        var next = RouterNode.none
    }

    /// What an endpoint leads to, in the same order.
    struct Target: Sendable {
        let operation: Operation
        let captureNames: [String]
    }

    /// Its edges in the router's table: the first place, and the number of places less one, which is a power of two. An
    /// edge is at the place of its word or at one of those behind it.
    var firstEdge = RouterNode.none
    var edgeMask: Int32 = 0
    var integer = RouterNode.none
    var string = RouterNode.none
    var greedy = RouterNode.none
    var firstEndpoint = RouterNode.none

    /// The place of a word among those of a node, before what is in the way.
    static func place(of word: UInt64, mask: Int32) -> Int32 {
        // Fibonacci hashing: the high bits of the product depend on all bits of the word.
        Int32(truncatingIfNeeded: (word &* 0x9E37_79B9_7F4A_7C15) >> 40) & mask
    }

    /// Whether no segment can follow.
    var isLeaf: Bool {
        firstEdge == Self.none && integer == Self.none && string == Self.none && greedy == Self.none
    }
}
