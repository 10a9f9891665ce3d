// How values are compared: numbers by value, objects without regard to the order of their members.

extension JSON: Equatable {
    /// Doubles below this hold whole numbers exactly, so that they can be compared as they are.
    private static let exact = 1e15

    /// Whether two values are equal as JSON Schema means it (2020-12, section 4.2.2): `1` and `1.0` are.
    public static func == (left: JSON, right: JSON) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.string(let left), .string(let right)): left == right
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        case (.int(let left), .int(let right)): left == right
        case (.double(let left), .double(let right)): left == right
        case (.int, .double), (.double, .int), (.bigInteger, .double), (.double, .bigInteger),
            (.bigInteger, .bigInteger), (.int, .bigInteger), (.bigInteger, .int):
            order(left, right) == 0
        default: false
        }
    }

    /// Whether this number is smaller than another; false unless both are numbers.
    public func isLess(than other: JSON) -> Bool { Self.order(self, other) == -1 }

    /// -1, 0 or 1 as `left` is smaller than, equal to or larger than `right`; nil unless both are numbers.
    private static func order(_ left: JSON, _ right: JSON) -> Int? {
        if case .int(let left) = left, case .int(let right) = right { return sign(left, right) }
        guard let near = left.double, let far = right.double else { return nil }
        if abs(near) < exact || abs(far) < exact { return sign(near, far) }
        guard let left = JSONNumber(left), let right = JSONNumber(right) else { return nil }
        return sign(left, right)
    }

    private static func sign<Value: Comparable>(_ left: Value, _ right: Value) -> Int {
        left == right ? 0 : left < right ? -1 : 1
    }
}
