// What names lead to: literal segments in the router, members in schemas.

/// Indexes by name. Few names are compared one by one, which takes less time than hashing; many are found by hash.
struct NameTable: Sendable {
    private static let mostCompared = 8

    /// The names, in the order in which they came.
    private(set) var names: [String] = []
    /// What they lead to, in the same order.
    private(set) var indexes: [Int] = []
    private var byName: [String: Int] = [:]

    /// Whether there is no name.
    var isEmpty: Bool { names.isEmpty }

    /// What a name leads to; nil if it is unknown. A name gets its index once.
    subscript(name: String) -> Int? {
        guard byName.isEmpty else { return byName[name] }
        for (place, known) in names.enumerated() where known == name { return indexes[place] }
        return nil
    }

    mutating func add(_ name: String, _ index: Int) {
        names.append(name)
        indexes.append(index)
        if !byName.isEmpty {
            byName[name] = index
        } else if names.count > Self.mostCompared {
            byName = Dictionary(zip(names, indexes)) { first, _ in first }
        }
    }
}
