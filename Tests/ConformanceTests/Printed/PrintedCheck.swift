// Checks answers against the shape that is printed for them.

import JSON

/// Compares values with a printed shape, and remembers which arrays and maps had something in them.
struct PrintedCheck {
    private let shape: PrintedShape
    /// Types of members that may be null, by path; an empty one where the printed one holds.
    private let nullable: [String: String]
    private let enums: [String: [JSON]]
    /// What does not hold, as sentences.
    private(set) var problems: [String] = []
    /// Arrays and maps with something in them.
    private var filled: Set<String> = []

    init(_ shape: PrintedShape, nullable: [String: String], enums: [String: [JSON]]) {
        self.shape = shape
        self.nullable = nullable
        self.enums = enums
    }

    /// Checks one answer.
    mutating func check(_ value: JSON) {
        check(value, shape, "", "")
    }

    /// The paths of arrays and maps that are not printed empty, but were never seen with something in them.
    var neverFilled: [String] {
        var paths: [String] = []
        Self.containers(shape, "", "") { trace, path in
            guard !filled.contains(trace) else { return true }
            paths.append(path.isEmpty ? "the answer" : path)
            return false
        }
        return paths
    }

    /// Calls `body` with each array and map, from the outside; it says whether to go on inside.
    private static func containers(
        _ shape: PrintedShape, _ trace: String, _ path: String, _ body: (String, String) -> Bool
    ) {
        switch shape {
        case .object(let members):
            for member in members {
                let inner = join(path, member.name)
                containers(member.shape, "\(trace)/\(member.name)", inner, body)
            }
        case .array(let items):
            if case .any = items { return }
            if body(trace, path) { containers(items, trace + "/[]", path, body) }
        case .map(let values):
            if case .any = values { return }
            if body(trace, path) { containers(values, trace + "/*", join(path, "*"), body) }
        case .scalar, .any: break
        }
    }

    private static func join(_ path: String, _ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    /// - Parameters:
    ///   - trace: the place of `value`, arrays included.
    ///   - path: the same as entries write it.
    private mutating func check(_ value: JSON, _ shape: PrintedShape, _ trace: String, _ path: String) {
        if value.isNull {
            if nullable[path] != nil { return }
            if case .scalar(let type) = shape, PrintedType.accepts(.null, type) { return }
            return problems.append("\(path) is null")
        }
        if let values = enums[path], !values.contains(value) {
            problems.append("\(path) is \(value), which is not listed")
        }
        switch shape {
        case .any:
            if value.array == nil, value.object == nil { wrong(value, "array or object", path) }
        case .scalar(let type):
            guard !PrintedType.accepts(value, type) else { return }
            if let other = nullable[path], PrintedType.accepts(value, other) { return }
            wrong(value, type, path)
        case .array(let items):
            guard let elements = value.array else { return wrong(value, "array", path) }
            if !elements.isEmpty { filled.insert(trace) }
            if case .any = items { return }
            for element in elements { check(element, items, trace + "/[]", path) }
        case .map(let values):
            guard let object = value.object else { return wrong(value, "object", path) }
            if !object.isEmpty { filled.insert(trace) }
            if case .any = values { return }
            for (_, member) in object { check(member, values, trace + "/*", Self.join(path, "*")) }
        case .object(let members):
            guard let object = value.object else { return wrong(value, "object", path) }
            check(object, members, trace, path)
        }
    }

    private mutating func check(
        _ object: JSONObject, _ members: [PrintedShape.Member], _ trace: String, _ path: String
    ) {
        let keys = object.keys
        for member in members {
            guard let value = object[member.name] else {
                if !member.isOptional { problems.append("\(Self.join(path, member.name)) is missing") }
                continue
            }
            check(value, member.shape, "\(trace)/\(member.name)", Self.join(path, member.name))
        }
        let present = members.filter { object[$0.name] != nil }
        for (index, first) in present.enumerated() {
            for second in present[(index + 1)...] where !(first.isOptional && second.isOptional) {
                guard let left = keys.firstIndex(of: first.name), let right = keys.firstIndex(of: second.name),
                    left > right
                else { continue }
                return problems.append(
                    "\(Self.join(path, second.name)) stands before \(first.name); printed: "
                        + members.map(\.name).joined(separator: ", "))
            }
        }
    }

    private mutating func wrong(_ value: JSON, _ type: String, _ path: String) {
        problems.append("\(path.isEmpty ? "the answer" : path) is no \(type): \(value.description.prefix(80))")
    }
}
