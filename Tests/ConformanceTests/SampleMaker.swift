// Values that satisfy a schema, made from the contract itself: the smallest that it accepts.

import JSON

/// Makes sample values for the schemas of one OpenAPI document.
struct SampleMaker {
    let document: JSON

    /// The schema behind any `$ref`s.
    func resolved(_ node: JSON) -> JSON {
        var node = node
        for _ in 0..<32 {
            guard let reference = node["$ref"]?.string,
                let pointer = JSONPointer(parsing: String(reference.dropFirst())),
                let target = document.value(at: pointer)
            else { return node }
            node = target
        }
        return node
    }

    /// A value: examples and fixed values first, else required members only and the shortest of everything.
    func value(_ schema: JSON, depth: Int = 0) -> JSON {
        let schema = resolved(schema)
        if let example = schema["example"] ?? schema["examples"]?[0] ?? schema["const"] ?? schema["default"] {
            return example
        }
        if let first = schema["enum"]?[0] { return first }
        if let parts = schema["allOf"]?.array { return merged(parts, schema, depth) }
        if let choice = (schema["oneOf"] ?? schema["anyOf"])?[0] {
            let value = value(choice, depth: depth + 1)
            guard let members = value.object, schema["properties"] != nil else { return value }
            return .object(adding(members, to: object(schema, depth)))
        }
        switch type(of: schema) {
        case "object": return .object(object(schema, depth))
        case "array":
            let count = schema["minItems"]?.int ?? 0
            return .array((0..<count).map { _ in self.value(schema["items"] ?? [:], depth: depth + 1) })
        case "integer": return .int(max(schema["minimum"]?.int ?? 1, (schema["exclusiveMinimum"]?.int ?? -1) + 1))
        case "number": return .double(schema["minimum"]?.double ?? 1)
        case "boolean": return true
        case "null": return .null
        default: return .string(text(schema))
        }
    }

    /// The members that an object of this schema must have.
    func requiredMembers(_ schema: JSON) -> [String] {
        let schema = resolved(schema)
        let own = (schema["required"]?.array ?? []).compactMap(\.string)
        return own + (schema["allOf"]?.array ?? []).flatMap { requiredMembers($0) }
    }

    /// The schema of a member.
    func member(_ name: String, of schema: JSON) -> JSON? {
        let schema = resolved(schema)
        if let member = schema["properties"]?[name] { return resolved(member) }
        return (schema["allOf"]?.array ?? []).lazy.compactMap { member(name, of: $0) }.first
    }

    /// Whether a schema names the member at a path; arrays leave no trace in it, and `*` is any key of a map.
    func takes(_ path: ArraySlice<String>, _ schema: JSON) -> Bool {
        guard let first = path.first else { return true }
        let schema = resolved(schema)
        if let member = schema["properties"]?[first], takes(path.dropFirst(), member) { return true }
        if let items = schema["items"], takes(path, items) { return true }
        for key in ["allOf", "anyOf", "oneOf"] {
            if schema[key]?.array?.contains(where: { takes(path, $0) }) == true { return true }
        }
        guard first == "*" else { return false }
        if let values = schema["additionalProperties"], values.object != nil { return takes(path.dropFirst(), values) }
        return (schema["properties"]?.object ?? [:]).contains { takes(path.dropFirst(), $0.value) }
    }

    private func type(of schema: JSON) -> String {
        schema["type"]?.string ?? schema["type"]?[0]?.string ?? (schema["properties"] != nil ? "object" : "string")
    }

    private func object(_ schema: JSON, _ depth: Int) -> JSONObject {
        guard depth < 16 else { return [:] }
        var members = JSONObject()
        for name in requiredMembers(schema) {
            members[name] = member(name, of: schema).map { value($0, depth: depth + 1) } ?? "text"
        }
        return members
    }

    private func merged(_ parts: [JSON], _ schema: JSON, _ depth: Int) -> JSON {
        var members = object(["properties": schema["properties"] ?? [:], "required": schema["required"] ?? []], depth)
        for part in parts { members = adding(value(part, depth: depth + 1).object ?? [:], to: members) }
        return .object(members)
    }

    private func adding(_ new: JSONObject, to old: JSONObject) -> JSONObject {
        var result = old
        for (name, value) in new { result[name] = value }
        return result
    }

    private func text(_ schema: JSON) -> String {
        switch schema["format"]?.string {
        case "uuid": return "6f1c1f0e-3c55-4a55-9d0b-0d7f3a1b2c3d"
        case "uri": return "http://media.example.test/a.jpg"
        case "email": return "somebody@example.test"
        case "date-time", "t2": return "2026-01-31T12:00:00.000000Z"
        case "t1": return "2026-01-31 12:00:00.000000"
        case "date": return "2026-01-31"
        case "alnum20": return String(repeating: "a", count: 20)
        case "alnum24": return String(repeating: "a", count: 24)
        case "hex32": return String(repeating: "a", count: 32)
        case "digits": return "1"
        default: return String(repeating: "a", count: max(schema["minLength"]?.int ?? 1, 1))
        }
    }
}
