// The members of a JSON object, in order.

/// The members of an object in their original order. Few members are searched one by one, many by hash.
public struct JSONObject: Sendable {
    /// A name and its value.
    public typealias Member = (key: String, value: JSON)

    /// Objects with more members have an index.
    static let indexThreshold = 8

    @usableFromInline private(set) var members: [Member] = []
    private var index: [String: Int] = [:]

    /// Creates an empty object.
    public init() {}

    /// Creates an object with members in the given order. Of equal keys the last value wins, at the first one's place.
    public init(_ members: [(String, JSON)]) {
        self.members.reserveCapacity(members.count)
        for (key, value) in members { self[key] = value }
    }

    /// The value of `key`. Setting an existing key keeps its place, setting a new one appends it, and nil removes it.
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

    /// Appends a member. The key must be new; this is not checked.
    public mutating func append(_ key: String, _ value: JSON) {
        // Nearly every object has a second member.
        if members.isEmpty { members.reserveCapacity(2) }
        members.append((key, value))
        if members.count > Self.indexThreshold {
            if index.isEmpty { rebuildIndex() } else { index[key] = members.count - 1 }
        }
    }

    /// Whether there is a member `key`.
    public func contains(_ key: String) -> Bool { place(of: key) != nil }

    /// Calls `body` with each member, in order, without making copies of them as a loop does.
    @inlinable public func forEachMember<E: Error>(_ body: (String, JSON) throws(E) -> Void) throws(E) {
        let members = members.span
        for index in members.indices { try body(members[index].key, members[index].value) }
    }

    /// The number of members.
    public var count: Int { members.count }
    /// Whether the object has no members.
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
    /// Creates an object from a literal; the last of several equal keys wins.
    public init(dictionaryLiteral elements: (String, JSON)...) { self.init(elements) }
}
