// The knowledge graph that every tenant starts with. It is built once, at first use, and never changed.

/// The shipped graph with the indexes that its queries need. Node ids count from 1.
final class BaseGraph: Sendable {
    /// The graph of this process. Building it takes some hundredths of a second, so it is first used on the thread pool.
    static let shared = BaseGraph(BaseGraphMaker.make())

    /// One attribute of a node.
    struct Attribute: Sendable {
        let name: GraphAttribute
        let value: String
        /// The target of a link; 0 for static attributes.
        let target: Int
    }

    /// A node and its attributes, static ones first.
    struct Entry: Sendable {
        let node: GraphNode
        let attributes: [Attribute]
    }

    /// The filters of a list.
    struct Filter: Sendable {
        var kind: GraphNode.Kind?
        /// Folded text that a static attribute must contain.
        var search: String?
        /// Attributes and their folded values.
        var attributes: [(name: GraphAttribute, folded: String)] = []

        var isEmpty: Bool { kind == nil && search == nil && attributes.isEmpty }
    }

    private struct Pair: Hashable {
        let name: GraphAttribute
        let folded: String
    }

    private struct Value {
        let text: String
        let folded: [UInt8]
        let count: Int
    }

    /// All nodes by id.
    private let entries: [Entry]
    /// Page rank by id.
    private let ranks: [Double]
    /// Ids, highest rank first.
    private let order: [Int]
    /// By id, the nodes that link to a node, once for each link.
    private let sources: [[Int]]
    /// By attribute and value, the nodes that have it, each once.
    private let holders: [Pair: [Int]]
    /// By attribute, its values, the most frequent first.
    private let values: [GraphAttribute: [Value]]
    /// By id, the text that is searched.
    private let searchTexts: [[UInt8]]
    private let people: [String: Int]
    private let assets: [String: Int]

    init(_ entries: [Entry]) {
        self.entries = entries
        var sources = [[Int]](repeating: [], count: entries.count)
        var holders: [Pair: [Int]] = [:]
        var texts: [Pair: String] = [:]
        var people: [String: Int] = [:]
        var assets: [String: Int] = [:]
        for entry in entries {
            let id = entry.node.id
            for attribute in entry.attributes {
                if attribute.target > 0 { sources[attribute.target - 1].append(id) }
                let pair = Pair(name: attribute.name, folded: attribute.value.lowercased())
                if holders[pair]?.last != id { holders[pair, default: []].append(id) }
                if texts[pair] == nil { texts[pair] = attribute.value }
            }
            if entry.node.kind == .person { people[entry.node.name.lowercased()] = id }
            if entry.node.kind == .asset { assets[entry.node.customID] = id }
        }
        self.sources = sources
        self.holders = holders
        self.people = people
        self.assets = assets
        let ranks = PageRank.ranks(of: entries.map { $0.attributes.map(\.target).filter { $0 > 0 } })
        self.ranks = ranks
        order = entries.map(\.node.id).sorted {
            ranks[$0 - 1] == ranks[$1 - 1] ? $0 < $1 : ranks[$0 - 1] > ranks[$1 - 1]
        }
        var values: [GraphAttribute: [Value]] = [:]
        for (pair, ids) in holders {
            values[pair.name, default: []].append(
                Value(text: texts[pair] ?? pair.folded, folded: Array(pair.folded.utf8), count: ids.count))
        }
        self.values = values.mapValues { list in
            list.sorted { $0.count == $1.count ? $0.text < $1.text : $0.count > $1.count }
        }
        searchTexts = entries.map { entry in
            let texts = entry.attributes.filter(\.name.isStatic).map { $0.value.lowercased() }
            return Array(texts.joined(separator: "\n").utf8)
        }
    }

    /// The number of nodes, which is also the highest id.
    var count: Int { entries.count }

    /// The lowest page rank of all.
    var lowestRank: Double { order.last.map { ranks[$0 - 1] } ?? 0 }

    /// The node with this id, if there is one.
    func entry(_ id: Int) -> Entry? { (1...entries.count).contains(id) ? entries[id - 1] : nil }

    /// A node's page rank.
    func rank(_ id: Int) -> Double { ranks[id - 1] }

    /// The person with this name, ignoring case.
    func person(named folded: String) -> Int? { people[folded] }

    /// The asset with this custom id.
    func asset(_ customID: String) -> Int? { assets[customID] }

    /// The nodes that link to a node, once for each link.
    func linking(to id: Int) -> [Int] { entry(id) == nil ? [] : sources[id - 1] }

    /// The nodes that have an attribute with this folded value, by id.
    func having(_ name: GraphAttribute, _ folded: String) -> [Int] { holders[Pair(name: name, folded: folded)] ?? [] }

    /// The nodes that match a filter, highest rank first.
    func matching(_ filter: Filter) -> [Int] {
        guard !filter.isEmpty else { return order }
        var kept: [Bool]?
        for (name, folded) in filter.attributes {
            var has = [Bool](repeating: false, count: entries.count)
            for id in having(name, folded) where kept?[id - 1] ?? true { has[id - 1] = true }
            kept = has
        }
        let search = filter.search.map { Array($0.utf8) }
        return order.filter { id in
            (kept?[id - 1] ?? true) && (filter.kind.map { entries[id - 1].node.kind == $0 } ?? true)
                && (search.map { Self.contains(searchTexts[id - 1], $0) } ?? true)
        }
    }

    /// Values of an attribute with a word that starts with a folded text, by frequency, then alphabetically.
    func values(of name: GraphAttribute, withWord folded: String, most: Int) -> [(text: String, count: Int)] {
        let word = Array(folded.utf8)
        var found: [(text: String, count: Int)] = []
        for value in values[name] ?? [] where found.count < most && Self.hasWord(value.folded, word) {
            found.append((value.text, value.count))
        }
        return found
    }

    /// Whether a word in `text` starts with `word`.
    static func hasWord(_ text: [UInt8], _ word: [UInt8]) -> Bool {
        starts(of: word, in: text) { $0 == 0 || isGap(text[$0 - 1]) }
    }

    private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
        starts(of: part, in: text) { _ in true }
    }

    private static func starts(of part: [UInt8], in text: [UInt8], where isGood: (Int) -> Bool) -> Bool {
        guard let first = part.first else { return true }
        guard text.count >= part.count else { return false }
        for start in 0...(text.count - part.count) where text[start] == first {
            if text[start..<(start + part.count)].elementsEqual(part), isGood(start) { return true }
        }
        return false
    }

    private static func isGap(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
            false
        default: true
        }
    }
}
