// Compares what two answers look like, whatever their values: members and types. Two servers never hold the same records.

import JSON

/// Finds differences between the shapes of two JSON documents.
public enum AnswerShape {
    /// One difference: a place, and what each document has there.
    public struct Difference: Equatable, Sendable {
        /// A JSON pointer, with `*` for the elements of an array.
        public let pointer: String
        /// What ours has there.
        public let ours: String
        /// What theirs has there.
        public let theirs: String

        /// A difference from its parts.
        public init(pointer: String, ours: String, theirs: String) {
            self.pointer = pointer
            self.ours = ours
            self.theirs = theirs
        }
    }

    /// The most differences that are looked for.
    private static let maximum = 100
    /// Elements of an array that are looked at.
    private static let elements = 100

    /// The differences, in the order of our members. A null has any type, and an array without elements any elements: what
    /// is not there says nothing.
    public static func differences(ours: JSON, theirs: JSON) -> [Difference] {
        var found: [Difference] = []
        compare(ours, theirs, "", &found)
        return found
    }

    private static func compare(_ ours: JSON, _ theirs: JSON, _ pointer: String, _ found: inout [Difference]) {
        guard found.count < maximum else { return }
        switch (ours, theirs) {
        case (.null, _), (_, .null): return
        case (.object(let mine), .object(let other)):
            // Members that neither names are the keys of a map: nothing is promised about them.
            guard !mine.keys.isEmpty, !other.keys.isEmpty else { return }
            for (key, value) in mine {
                if let their = other[key] {
                    compare(value, their, "\(pointer)/\(JSONPointer.escape(key))", &found)
                } else {
                    found.append(
                        Difference(
                            pointer: "\(pointer)/\(JSONPointer.escape(key))", ours: type(value),
                            theirs: "no such member"))
                }
            }
            for (key, value) in other where mine[key] == nil {
                found.append(
                    Difference(
                        pointer: "\(pointer)/\(JSONPointer.escape(key))", ours: "no such member", theirs: type(value)))
            }
        case (.array(let mine), .array(let other)):
            guard let first = merged(mine), let second = merged(other) else { return }
            compare(first, second, "\(pointer)/*", &found)
        default:
            guard type(ours) != type(theirs) else { return }
            found.append(Difference(pointer: pointer, ours: type(ours), theirs: type(theirs)))
        }
    }

    /// One element that has what any of the first elements has; nil when there are none.
    private static func merged(_ elements: [JSON]) -> JSON? {
        var result: JSON?
        for element in elements.prefix(Self.elements) {
            guard case .object(var members)? = result, case .object(let more) = element else {
                if result == nil || result?.isNull == true { result = element }
                continue
            }
            for (key, value) in more where members[key] == nil || members[key]?.isNull == true { members[key] = value }
            result = .object(members)
        }
        return result
    }

    /// The name of a value's type. Whole numbers and others are one: a whole value says nothing about the next one.
    private static func type(_ value: JSON) -> String {
        switch value {
        case .null: "null"
        case .bool: "boolean"
        case .int, .double, .bigInteger: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}
