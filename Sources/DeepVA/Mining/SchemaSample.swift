// Made-up values for a JSON Schema, as far as its keywords are known.

import Crypto
import JSON
import System

/// Creates values for a schema of a client, with limits for depth, width and the total.
struct SchemaSample {
    private static let (deepest, widest) = (8, 50)
    /// How many more values may be created. Nested arrays would multiply without limit.
    private var budget = 1000

    /// A value for a schema; null above the limits.
    mutating func value(for schema: JSON, _ generator: inout SeededGenerator, depth: Int = 0) -> JSON {
        budget -= 1
        guard depth < Self.deepest, budget > 0 else { return .null }
        if let constant = schema["const"] { return constant }
        if let choices = schema["enum"]?.array, let choice = generator.pick(choices) { return choice }
        let type = schema["type"]?.string ?? schema["type"]?[0]?.string
        switch type ?? (schema["properties"] == nil ? "string" : "object") {
        case "object": return object(schema, &generator, depth)
        case "array": return array(schema, &generator, depth)
        case "integer":
            let (least, most) = Self.bounds(schema)
            let (first, last) = (Int(saturating: least.rounded(.up)), Int(saturating: most.rounded(.down)))
            return .int(first <= last ? generator.int(in: first...last) : first)
        case "number":
            let (least, most) = Self.bounds(schema)
            return .double(min(max(generator.double(in: least...most, decimals: 2), least), most))
        case "boolean": return .bool(generator.bool())
        case "null": return .null
        default: return .string(generator.pick(["amber", "birch", "cedar", "dune", "ember"]) ?? "amber")
        }
    }

    private mutating func array(_ schema: JSON, _ generator: inout SeededGenerator, _ depth: Int) -> JSON {
        let least = min(max(schema["minItems"]?.int ?? 1, 0), Self.widest)
        let most = min(max(schema["maxItems"]?.int ?? 3, least), max(least, 3))
        var elements: [JSON] = []
        for _ in 0..<generator.int(in: least...most) {
            elements.append(value(for: schema["items"] ?? [:], &generator, depth: depth + 1))
        }
        return .array(elements)
    }

    private mutating func object(_ schema: JSON, _ generator: inout SeededGenerator, _ depth: Int) -> JSON {
        var members = JSONObject()
        for (name, part) in (schema["properties"]?.object ?? [:]).prefix(Self.widest) {
            members[name] = value(for: part, &generator, depth: depth + 1)
        }
        return .object(members)
    }

    private static func bounds(_ schema: JSON) -> (Double, Double) {
        let least = min(max(schema["minimum"]?.double ?? 0, -1e9), 1e9)
        return (least, min(max(schema["maximum"]?.double ?? least + 100, least), 2e9))
    }
}
