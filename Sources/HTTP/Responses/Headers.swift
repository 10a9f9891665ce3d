// The headers of a response, in the order in which they are sent.

/// Headers in order. Names are compared without regard to case.
public struct Headers: Sendable, Sequence {
    /// A name and its value.
    public typealias Field = (name: String, value: String)

    /// The fields, in order.
    private(set) var fields: [Field] = []

    /// Creates an empty list.
    public init() {
        fields.reserveCapacity(10)
    }

    /// The number of fields.
    public var count: Int { fields.count }

    /// Appends a field.
    public mutating func add(_ name: String, _ value: String) {
        fields.append((name, value))
    }

    /// Replaces the value of a field in place and removes further fields of that name; appends the field if it is new.
    public mutating func set(_ name: String, _ value: String) {
        guard let place = fields.firstIndex(where: { Self.same($0.name, name) }) else { return add(name, value) }
        fields[place].value = value
        var index = fields.count - 1
        while index > place {
            if Self.same(fields[index].name, name) { fields.remove(at: index) }
            index -= 1
        }
    }

    /// Removes every field of that name.
    public mutating func remove(_ name: String) {
        fields.removeAll { Self.same($0.name, name) }
    }

    /// The first value of a field.
    public func first(_ name: String) -> String? {
        fields.first { Self.same($0.name, name) }?.value
    }

    /// Every value of a field.
    public func all(_ name: String) -> [String] {
        fields.filter { Self.same($0.name, name) }.map(\.value)
    }

    /// The fields, in order.
    public func makeIterator() -> IndexingIterator<[Field]> { fields.makeIterator() }

    private static func same(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && Token.equalsIgnoringCase(left.utf8, right.utf8)
    }
}
