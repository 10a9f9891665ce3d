// The headers of an answer, in the order in which they leave.

/// Ordered headers, built by us. Names are compared without regard to case.
public struct Headers: Sendable, Sequence {
    /// A name and its value.
    public typealias Field = (name: String, value: String)

    private var fields: [Field] = []

    /// No headers.
    public init() {
        fields.reserveCapacity(10)
    }

    /// How many fields there are.
    public var count: Int { fields.count }

    /// Adds a field behind the others.
    public mutating func add(_ name: String, _ value: String) {
        fields.append((name, value))
    }

    /// Sets the value of a field at its place, or adds it; further fields of that name go.
    public mutating func set(_ name: String, _ value: String) {
        guard let place = fields.firstIndex(where: { Self.same($0.name, name) }) else { return add(name, value) }
        fields[place].value = value
        var index = fields.count - 1
        while index > place {
            if Self.same(fields[index].name, name) { fields.remove(at: index) }
            index -= 1
        }
    }

    /// Takes every field of that name away.
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

    /// The fields in order.
    public func makeIterator() -> IndexingIterator<[Field]> { fields.makeIterator() }

    private static func same(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && Token.equalsIgnoringCase(left.utf8, right.utf8)
    }
}
