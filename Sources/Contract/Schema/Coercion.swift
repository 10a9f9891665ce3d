// Converts texts into values, guided by the types of a schema.

import JSON

/// Converts texts of forms, queries and headers into the values that a schema expects.
struct Coercion {
    let nodes: [SchemaNode]

    /// The types that a node allows, as far as its references and branches tell.
    func types(of node: Int, depth: Int = 0) -> SchemaTypes {
        guard depth < 16 else { return .any }
        var types = nodes[node].types
        for check in nodes[node].checks {
            switch check {
            case .reference(let target): types.formIntersection(self.types(of: target, depth: depth + 1))
            case .all(let branches):
                for branch in branches { types.formIntersection(self.types(of: branch, depth: depth + 1)) }
            case .any(let branches), .one(let branches):
                types.formIntersection(
                    branches.reduce(into: SchemaTypes()) { $0.formUnion(self.types(of: $1, depth: depth + 1)) }
                )
            case .enumeration(let values):
                types.formIntersection(
                    SchemaTypes.any.subtracting(
                        SchemaTypes.any.elements.filter { type in !values.contains { type.admits($0) } }
                            .reduce(into: SchemaTypes()) { $0.formUnion($1) }
                    )
                )
            default: break
            }
        }
        return types
    }

    /// The value of one field with the given texts.
    func value(of texts: [String], for node: Int) -> JSON {
        let types = types(of: node)
        if types.contains(.array), types != .any {
            if texts.count == 1, let text = texts.first {
                if text.utf8.first == UInt8(ascii: "["), let json = try? JSON(parsing: text) { return json }
                let others = types.subtracting(.array)
                if !others.isEmpty {
                    let single = scalar(text, others)
                    if others.admits(single) { return single }
                }
            }
            let item = self.item(of: node)
            return .array(texts.map { text in item.map { value(of: [text], for: $0) } ?? .string(text) })
        }
        guard let text = texts.last else { return .null }
        return scalar(text, types)
    }

    private func scalar(_ text: String, _ types: SchemaTypes) -> JSON {
        guard types != .any else { return .string(text) }
        if types.contains(.integer), let integer = Self.integer(text) { return .int(integer) }
        if types.contains(.integer) || types.contains(.number), let number = Self.number(text), types.admits(number) {
            return number
        }
        if types.contains(.boolean), let bool = Self.boolean(text) { return .bool(bool) }
        if types.contains(.null), !types.contains(.string), text.isEmpty || text == "null" { return .null }
        if types.contains(.object), text.utf8.first == UInt8(ascii: "{"), let json = try? JSON(parsing: text) {
            return json
        }
        return .string(text)
    }

    private func item(of node: Int, depth: Int = 0) -> Int? {
        guard depth < 16 else { return nil }
        for check in nodes[node].checks {
            switch check {
            case .items(_, let rest?): return rest
            case .reference(let target): if let item = item(of: target, depth: depth + 1) { return item }
            case .all(let branches), .any(let branches), .one(let branches):
                for branch in branches {
                    if let item = item(of: branch, depth: depth + 1) { return item }
                }
            default: break
            }
        }
        return nil
    }

    private static func integer(_ text: String) -> Int? {
        let trimmed = text.utf8.first == UInt8(ascii: "+") ? nil : text
        return trimmed.flatMap { Int($0) }
    }

    /// A number in the grammar of JSON, without `inf` and hexadecimal digits.
    private static func number(_ text: String) -> JSON? {
        guard text.utf8.count <= 64, let json = try? JSON(parsing: text), json.double != nil,
            text.utf8.first.map({ $0 > 32 }) == true
        else { return nil }
        return json
    }

    private static func boolean(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "1", "yes", "y", "on", "t": true
        case "false", "0", "no", "n", "off", "f": false
        default: nil
        }
    }
}

extension SchemaTypes {
    /// The single types of the set.
    var elements: [SchemaTypes] {
        (0..<7).map { SchemaTypes(rawValue: 1 << $0) }.filter { isSuperset(of: $0) }
    }
}
