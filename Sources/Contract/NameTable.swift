// What names lead to: literal segments in the router, members in schemas.

/// Indexes by name. Few names are compared one by one, which takes less time than hashing; many are found by hash.
struct NameTable: Sendable {
    private static let mostCompared = 8

    /// The names, in the order in which they came.
    private(set) var names: [String] = []
    /// What they lead to, in the same order.
    private(set) var indexes: [Int] = []
    /// Positions in `names` by hash, at most half of them taken; a power of two, or none for few names. The names are those
    /// of contracts, so that a plain hash does: nobody can choose them to collide.
    private var places: [Int] = []
    private static let free = -1

    /// Whether there is no name.
    var isEmpty: Bool { names.isEmpty }

    /// What a name leads to; nil if it is unknown. A name gets its index once.
    subscript(name: String) -> Int? {
        guard !places.isEmpty else {
            for place in names.indices where names[place] == name { return indexes[place] }
            return nil
        }
        let place = places[slot(of: name)]
        return place == Self.free ? nil : indexes[place]
    }

    mutating func add(_ name: String, _ index: Int) {
        names.append(name)
        indexes.append(index)
        guard names.count > Self.mostCompared else { return }
        if names.count * 2 <= places.count {
            places[slot(of: name)] = names.count - 1
        } else {
            places = Array(repeating: Self.free, count: max(32, places.count * 2))
            for (place, name) in names.enumerated() { places[slot(of: name)] = place }
        }
    }

    /// Where a name is among `places`, or where it belongs.
    private func slot(of name: String) -> Int {
        var slot = Int(truncatingIfNeeded: Self.hash(name)) & (places.count - 1)
        while places[slot] != Self.free, names[places[slot]] != name { slot = (slot + 1) & (places.count - 1) }
        return slot
    }

    /// FNV-1a of the UTF-8.
    private static func hash(_ name: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        let utf8 = name.utf8
        let bytes = utf8.span
        for index in bytes.indices { hash = (hash ^ UInt64(bytes[index])) &* 0x0100_0000_01B3 }
        return hash
    }
}
