// The members of a JSON object, in order.

/// The members of an object in the order in which they came. Look-up is linear while there are few, by hash afterwards.
public struct JSONObject: Sendable {
    /// A name and its value.
    public typealias Member = (key: String, value: JSON)

    private static let indexThreshold = 8

    private var members: [Member] = []
    private var index: [String: Int] = [:]

    /// No members.
    public init() {}

    /// Members in the given order; of equal keys the last value counts, at the first one's place.
    public init(_ members: [(String, JSON)]) {
        self.members.reserveCapacity(members.count)
        for (key, value) in members { self[key] = value }
    }

    /// The value of `key`. Setting keeps the place of a key that is there, and appends one that is not; nil removes.
    public subscript(key: String) -> JSON? {
        get { place(of: key).map { members[$0].value } }
        set {
            switch (place(of: key), newValue) {
            case (let place?, let value?): members[place].value = value
            case (nil, let value?): append(key, value)
            case (let place?, nil):
                members.remove(at: place)
                rebuildIndex()
            case (nil, nil): break
            }
        }
    }

    /// Adds a member whose key is known not to be there.
    public mutating func append(_ key: String, _ value: JSON) {
        members.append((key, value))
        if members.count > Self.indexThreshold {
            if index.isEmpty { rebuildIndex() } else { index[key] = members.count - 1 }
        }
    }

    /// How many members there are.
    public var count: Int { members.count }
    /// Whether there are none.
    public var isEmpty: Bool { members.isEmpty }
    /// The keys in order.
    public var keys: [String] { members.map(\.key) }

    private func place(of key: String) -> Int? {
        if !index.isEmpty { return index[key] }
        return members.firstIndex { $0.key == key }
    }

    private mutating func rebuildIndex() {
        index = [:]
        guard members.count > Self.indexThreshold else { return }
        index.reserveCapacity(members.count)
        for (place, member) in members.enumerated() { index[member.key] = place }
    }
}

extension JSONObject: Sequence {
    /// The members, in order.
    public func makeIterator() -> IndexingIterator<[Member]> { members.makeIterator() }
}

extension JSONObject: Equatable {
    /// Whether both have the same members, in any order.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count && left.members.allSatisfy { right[$0.key] == $0.value }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// An object from a literal; of equal keys the last one counts.
    public init(dictionaryLiteral elements: (String, JSON)...) { self.init(elements) }
}
