// Checks schemas and the values shown in contracts: examples, defaults, enums.

import JSON

extension StructureCheck {
    /// Checks one schema and everything in it.
    mutating func schema(_ schema: JSON, at pointer: String) {
        var lint = SchemaCompiler(references: .stop) { [model, platform] in model.component($0, platform: platform) }
        _ = lint.add(schema, at: pointer)
        for problem in lint.problems { note(problem.pointer, problem.message) }
        guard lint.problems.isEmpty else { return }
        values(in: schema, at: pointer, depth: 0)
        guard pointer.hasPrefix("/components/schemas/") else { return }
        var full = SchemaCompiler { [model, platform] in model.component($0, platform: platform) }
        _ = full.add(["$ref": .string("#" + pointer)], at: pointer)
        guard full.problems.isEmpty else { return }
        full.findLoops()
        for problem in full.problems where problem.pointer == pointer { note(pointer, problem.message) }
    }

    /// Checks a value against its schema. Schemas that do not compile are reported elsewhere.
    mutating func example(_ value: JSON?, against schema: JSON, at pointer: String) {
        guard let value, let schema = compiled(schema) else { return }
        for violation in schema.validate(value).prefix(3) {
            note(
                pointer + violation.pointer,
                "does not match its schema: expected \(violation.expected), got \(violation.got)"
            )
        }
    }

    private func compiled(_ schema: JSON) -> Schema? {
        try? SchemaCompiler.compile(schema, at: "") { model.component($0, platform: platform) }
    }

    /// Checks `default`, `example`, `examples`, `enum` and `const` of a schema and of the schemas in it.
    private mutating func values(in schema: JSON, at pointer: String, depth: Int) {
        guard let object = schema.object, depth < SchemaCompiler.maximumDepth else { return }
        example(object["default"], against: schema, at: pointer + "/default")
        example(object["example"], against: schema, at: pointer + "/example")
        for (index, value) in (object["examples"]?.array ?? []).enumerated() {
            example(value, against: schema, at: "\(pointer)/examples/\(index)")
        }
        if let type = object["type"] {
            let typeOnly: JSON = ["type": type]
            example(object["const"], against: typeOnly, at: pointer + "/const")
            for (index, value) in (object["enum"]?.array ?? []).enumerated() {
                example(value, against: typeOnly, at: "\(pointer)/enum/\(index)")
            }
        }
        for (name, member) in object["properties"]?.object ?? [:] {
            values(in: member, at: pointer + "/properties/" + PathToken.escape(name), depth: depth + 1)
        }
        for keyword in ["items", "additionalProperties", "not", "propertyNames"] {
            if let member = object[keyword] { values(in: member, at: pointer + "/" + keyword, depth: depth + 1) }
        }
        for keyword in ["oneOf", "anyOf", "allOf", "prefixItems"] {
            for (index, member) in (object[keyword]?.array ?? []).enumerated() {
                values(in: member, at: "\(pointer)/\(keyword)/\(index)", depth: depth + 1)
            }
        }
    }
}
