// Every keyword accepts and rejects; messages name the member; hostile values end.

import JSON
import Testing

@testable import Contract

@Suite struct SchemaTests {
    @Test(
        "A keyword accepts what fits and names itself for what does not",
        arguments: [
            (#"{"type": "string"}"#, #""a""#, "1", "type"),
            (#"{"type": "integer"}"#, "1", "1.5", "type"),
            (#"{"type": "integer"}"#, "1.0", "1.01", "type"),
            (#"{"type": "integer"}"#, "99999999999999999999", "1e-1", "type"),
            (#"{"type": "integer"}"#, "1e30", "true", "type"),
            (#"{"const": 1}"#, "1.0", "1.1", "const"),
            (#"{"const": 1.0}"#, "1", "2", "const"),
            (#"{"enum": [[1, {"a": 2}]]}"#, #"[1.0, {"a": 2.0}]"#, #"[1, {"a": 3}]"#, "enum"),
            (#"{"const": 18446744073709551616}"#, "18446744073709551616", "18446744073709551617", "const"),
            (#"{"maximum": 9223372036854775807}"#, "9223372036854775807", "9223372036854775808", "maximum"),
            (
                #"{"exclusiveMinimum": 18446744073709551616}"#, "18446744073709551617", "18446744073709551616",
                "exclusiveMinimum"
            ),
            (#"{"uniqueItems": true}"#, "[1, 1.5]", "[1, 1.0]", "uniqueItems"),
            (
                #"{"uniqueItems": true}"#, "[18446744073709551616, 18446744073709551617]", #"[{"a": 1e2}, {"a": 100}]"#,
                "uniqueItems"
            ),
            (#"{"format": "int64"}"#, "9223372036854775807", "9223372036854775808", "format"),
            (#"{"minLength": 2.0}"#, #""ab""#, #""a""#, "minLength"),
            (#"{"type": "number"}"#, "99999999999999999999", "true", "type"),
            (#"{"type": ["string", "null"]}"#, "null", "[]", "type"),
            (#"{"enum": ["a", 1]}"#, "1", #""b""#, "enum"),
            (#"{"const": {"a": 1}}"#, #"{"a": 1}"#, #"{"a": 2}"#, "const"),
            (#"{"minimum": 2}"#, "2", "1", "minimum"),
            (#"{"maximum": 2}"#, "2", "2.5", "maximum"),
            (#"{"exclusiveMinimum": 2}"#, "3", "2", "exclusiveMinimum"),
            (#"{"exclusiveMaximum": 2}"#, "1.9", "2", "exclusiveMaximum"),
            (#"{"minLength": 2}"#, #""äö""#, #""ä""#, "minLength"),
            (#"{"maxLength": 2}"#, #""äö""#, #""äöü""#, "maxLength"),
            (#"{"minItems": 1}"#, "[1]", "[]", "minItems"),
            (#"{"maxItems": 1}"#, "[1]", "[1, 2]", "maxItems"),
            (#"{"uniqueItems": true}"#, "[1, 2]", #"[{"a": 1, "b": 2}, {"b": 2, "a": 1}]"#, "uniqueItems"),
            (#"{"items": {"type": "string"}}"#, #"["a"]"#, "[1]", "type"),
            (#"{"prefixItems": [{"type": "string"}], "items": false}"#, #"["a"]"#, #"["a", 1]"#, "schema"),
            (#"{"minProperties": 1}"#, #"{"a": 1}"#, "{}", "minProperties"),
            (#"{"maxProperties": 1}"#, #"{"a": 1}"#, #"{"a": 1, "b": 2}"#, "maxProperties"),
            (#"{"required": ["a"]}"#, #"{"a": null}"#, "{}", "required"),
            (#"{"properties": {"a": {"type": "string"}}}"#, #"{"b": 1}"#, #"{"a": 1}"#, "type"),
            (
                #"{"properties": {"a": {}}, "additionalProperties": false}"#, #"{"a": 1}"#, #"{"b": 1}"#,
                "additionalProperties"
            ),
            (#"{"additionalProperties": {"type": "integer"}}"#, #"{"b": 1}"#, #"{"b": "x"}"#, "type"),
            (#"{"propertyNames": {"maxLength": 2}}"#, #"{"ab": 1}"#, #"{"abc": 1}"#, "propertyNames"),
            (#"{"allOf": [{"type": "integer"}, {"minimum": 3}]}"#, "3", "2", "minimum"),
            (#"{"anyOf": [{"type": "integer"}, {"type": "string"}]}"#, #""a""#, "null", "anyOf"),
            (#"{"oneOf": [{"minimum": 3}, {"maximum": 1}]}"#, "0", "2", "oneOf"),
            (#"{"oneOf": [{"type": "integer"}, {"type": "number"}]}"#, "1.5", "1", "oneOf"),
            (#"{"not": {"type": "string"}}"#, "1", #""a""#, "not"),
            ("false", "", "1", "schema"),
            (#"{"$ref": "@Name"}"#, #""ab""#, #""""#, "minLength"),
            (#"{"$ref": "@Name", "maxLength": 3}"#, #""ab""#, #""abcd""#, "maxLength"),
        ] as [(String, String, String, String)]
    )
    func keyword(schema text: String, good: String, bad: String, keyword: String) throws {
        let schema = try Samples.schema(text, ["Name": #"{"type": "string", "minLength": 1}"#])
        if !good.isEmpty { #expect(schema.validate(try JSON(parsing: good)) == []) }
        let violations = schema.validate(try JSON(parsing: bad))
        #expect(violations.contains { $0.keyword == keyword }, "\(violations)")
        #expect(!schema.accepts(try JSON(parsing: bad)))
    }

    @Test(
        "A format accepts and rejects",
        arguments: [
            ("uuid", "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "3f2504e0-4f89-11d3-9a0c-0305e82c330"),
            ("uuid", "3F2504E0-4F89-11D3-9A0C-0305E82C3301", "3f2504e0x4f89-11d3-9a0c-0305e82c3301"),
            ("uri", "storage://abc", "/relative"), ("uri", "https://a.b/c?d#e", "https://a b"),
            ("uri-reference", "/a/b?c", "a\nb"),
            ("date-time", "2026-01-31T12:00:00Z", "2026-01-31 12:00:00"),
            ("date-time", "2026-01-31T12:00:00.5+01:00", "2026-02-30T12:00:00Z"),
            ("date", "2024-02-29", "2026-02-29"), ("email", "a@b.test", "a@b"),
            ("byte", "aGVsbG8=", "aGVsbG8"), ("hostname", "a-b.test", "-a.test"),
            ("ipv4", "127.0.0.1", "127.0.0.256"), ("digits", "007", "7a"),
            ("t1", "2026-01-31 12:00:00.123456", "2026-01-31T12:00:00.123456Z"),
            ("t2", "2026-01-31T12:00:00.123456Z", "2026-01-31T25:00:00.123456Z"),
            ("alnum20", "abcdefghij0123456789", "abcdefghij012345678-"),
            ("alnum24", "abcdefghijABCD0123456789", "abcdefghij"),
            ("hex32", "0123456789abcdef0123456789abcdef", "0123456789ABCDEF0123456789abcdef"),
        ] as [(String, String, String)]
    )
    func format(name: String, good: String, bad: String) throws {
        let schema = try Samples.schema(#"{"type": "string", "format": "\#(name)"}"#)
        #expect(schema.accepts(.string(good)))
        #expect(schema.validate(.string(bad)).first?.keyword == "format")
    }

    @Test("int32 bounds integers")
    func int32() throws {
        let schema = try Samples.schema(#"{"type": "integer", "format": "int32"}"#)
        #expect(schema.accepts(2_147_483_647))
        #expect(!schema.accepts(2_147_483_648))
        #expect(schema.accepts(2_147_483_647.0))
        #expect(!schema.accepts(.bigInteger("18446744073709551616")))
    }

    @Test("an integer that somebody reads fits 64 bits; elsewhere it has any size")
    func readIntegers() throws {
        let schema = try Samples.schema(#"{"properties": {"n": {"type": ["integer", "null"]}}}"#)
        let large: JSON = ["n": .bigInteger("9223372036854775808"), "free": .bigInteger("18446744073709551617")]
        #expect(schema.accepts(large))
        let violations = schema.validateForReading(large)
        #expect(violations.map(\.pointer) == ["/n"])
        #expect(violations.first?.expected == "an integer of 64 bits")
        #expect(schema.validateForReading(["n": 1e20]).map(\.pointer) == ["/n"])
        #expect(schema.validateForReading(["n": 9007199254740993, "free": large]) == [])
    }

    @Test(
        "texts of forms and queries are integers by their value, too",
        arguments: [("10", 10), ("10.0", 10), ("1e2", 100), ("-3", -3), ("1.5", "1.5"), ("x", "x"), ("", "")]
            as [(String, JSON)])
    func integerTexts(text: String, value: JSON) throws {
        let schema = try Samples.schema(#"{"type": "integer"}"#)
        #expect(schema.coerce([text]) == value)
        #expect(schema.coerce(["18446744073709551617"]) == .bigInteger("18446744073709551617"))
    }

    @Test("A violation says where, what and instead of what")
    func places() throws {
        let schema = try Samples.schema(
            #"{"properties": {"a/b": {"items": {"properties": {"c~": {"type": "integer"}, "d": {}}, "required": ["d"]}}}}"#
        )
        let violations = schema.validate(try JSON(parsing: #"{"a/b": [{"d": 1}, {"c~": "x"}]}"#))
        #expect(violations.map(\.pointer) == ["/a~1b/1/d", "/a~1b/1/c~0"])
        #expect(violations.map(\.field) == ["a/b", "a/b"])
        #expect(violations.last?.expected == "integer")
        #expect(violations.last?.got == #""x""#)
    }

    @Test("When one branch nearly fits, its own violation is told")
    func nearMiss() throws {
        let schema = try Samples.schema(
            #"{"oneOf": [{"type": "string"}, {"type": "object", "required": ["a"]}, {"type": "null"}]}"#
        )
        #expect(schema.validate([:]).map(\.keyword) == ["required"])
        #expect(schema.validate(1).map(\.keyword) == ["oneOf"])
    }

    @Test("At most twenty violations are told")
    func limit() throws {
        let schema = try Samples.schema(#"{"items": {"type": "string"}}"#)
        #expect(schema.validate(.array(Array(repeating: 1, count: 100))).count == Schema.maximumViolations)
    }

    @Test("Recursive schemas and deep values end")
    func recursion() throws {
        let tree = #"{"type": "object", "properties": {"child": {"$ref": "@Tree"}}}"#
        let schema = try Samples.schema(#"{"$ref": "@Tree"}"#, ["Tree": tree])
        var value: JSON = [:]
        for _ in 0..<60 { value = ["child": value] }
        #expect(schema.accepts(value))
        for _ in 0..<2000 { value = ["child": value] }
        #expect(schema.validate(value).map(\.keyword) == ["schema"])

        // Each level tries both branches: 2^60 steps without a bound.
        let twice = """
            {"type": "array", "anyOf": [{"items": {"$ref": "@Twice"}}, {"items": {"$ref": "@Twice"}, "minItems": 1}]}
            """
        let bomb = try Samples.schema(#"{"$ref": "@Twice"}"#, ["Twice": twice])
        var list: JSON = ["x"]
        for _ in 0..<60 { list = [list] }
        #expect(!bomb.accepts(list))
        #expect(bomb.validate([[[]]]) == [])
    }

    @Test(
        "Schemas that are not understood do not compile",
        arguments: [
            (#"{"pattern": "a"}"#, "pattern"), (#"{"nullable": true}"#, "3.1"), (#"{"type": "text"}"#, "type"),
            (#"{"type": [null]}"#, "quoted"), (#"{"format": "color"}"#, "color"), (#"{"minLength": -1}"#, "0 or more"),
            (#"{"minimum": "1"}"#, "number"), (#"{"enum": []}"#, "at least one"), (#"{"required": "a"}"#, "list"),
            (#"{"required": ["a"], "properties": {"b": {}}}"#, "not one of the properties"),
            (#"{"items": 1}"#, "object"),
            (#"{"allOf": []}"#, "at least one"), (#"{"uniqueItems": 1}"#, "true or false"),
            (#"{"$ref": "@None"}"#, "does not exist"), (#"{"$ref": "other.yaml#/X"}"#, "form"),
            (#"{"$ref": "@Loop"}"#, "itself"), (#"{"description": 2026}"#, "quote"),
            (#"{"properties": []}"#, "object"), (#"{"examples": {}}"#, "list"), (#"[]"#, "object"),
        ] as [(String, String)]
    )
    func refused(schema: String, word: String) {
        let error = #expect(throws: ContractError.self) {
            try Samples.schema(schema, ["Loop": #"{"allOf": [{"$ref": "@Loop"}]}"#])
        }
        #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
    }

    @Test("Schemas nested too deeply do not compile")
    func deepSchema() {
        var schema: JSON = [:]
        for _ in 0..<500 { schema = ["not": schema] }
        #expect(throws: ContractError.self) { try SchemaCompiler.compile(schema, at: "") { _ in nil } }
    }

    @Test(
        "Texts become what the schema asks for",
        arguments: [
            (#"{"type": "integer"}"#, ["12"], "12"), (#"{"type": "integer"}"#, ["1", "2"], "2"),
            (#"{"type": "integer"}"#, ["x"], #""x""#), (#"{"type": "integer"}"#, ["+1"], #""+1""#),
            (#"{"type": "number"}"#, ["1.5"], "1.5"), (#"{"type": "number"}"#, ["inf"], #""inf""#),
            (#"{"type": "boolean"}"#, ["True"], "true"), (#"{"type": "boolean"}"#, ["1"], "true"),
            (#"{"type": "boolean"}"#, ["no"], "false"), (#"{"type": "boolean"}"#, ["maybe"], #""maybe""#),
            (#"{"type": "string"}"#, ["12"], #""12""#), (#"{"type": ["integer", "string"]}"#, ["12"], "12"),
            (#"{"type": ["integer", "null"]}"#, [""], "null"), (#"{"type": ["string", "null"]}"#, [""], #""""#),
            (#"{"type": "array", "items": {"type": "integer"}}"#, ["1", "2"], "[1,2]"),
            (#"{"type": "array", "items": {"type": "integer"}}"#, ["[3, 4]"], "[3,4]"),
            (#"{"type": "array"}"#, [], "[]"), (#"{"type": "object"}"#, [#"{"a": 1}"#], #"{"a":1}"#),
            (#"{"enum": [1, 2]}"#, ["2"], "2"), (#"{"$ref": "@N"}"#, ["7"], "7"),
            (#"{"anyOf": [{"type": "integer"}, {"type": "boolean"}]}"#, ["yes"], "true"),
            ("{}", ["1"], #""1""#), (#"{"type": "integer"}"#, [], "null"),
        ] as [(String, [String], String)]
    )
    func coercion(schema: String, texts: [String], expected: String) throws {
        let schema = try Samples.schema(schema, ["N": #"{"type": "integer"}"#])
        #expect(schema.coerce(texts).description == expected)
    }

    @Test("Mutated schemas and values never crash")
    func fuzz() throws {
        var random = SeededGenerator(7)
        let seed = Array(
            ##"{"type":["object","null"],"properties":{"a":{"type":"array","items":{"$ref":"#/components/schemas/S"},"minItems":1},"b":{"oneOf":[{"type":"integer","minimum":-3},{"enum":["x",null,1.5]}]}},"required":["a"],"additionalProperties":false,"propertyNames":{"maxLength":3},"not":{"const":1}}"##
                .utf8
        )
        let pieces = ["null", "[]", "{}", "-1", #""$ref""#, #""type""#, "1e999", #""items""#, "true"].map {
            Array($0.utf8)
        }
        var compiled = 0
        for _ in 0..<3000 {
            var bytes = seed
            for _ in 0..<Int.random(in: 1...2, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 32...126, using: &random)
                case 1: bytes.remove(at: place)
                default: bytes.insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: place)
                }
            }
            guard let json = try? JSON(parsing: bytes) else { continue }
            _ = Checker.check([
                ContractFile(
                    platform: "p",
                    name: "f",
                    content: ["components": ["schemas": ["S": json]], "paths": json]
                )
            ])
            guard let schema = try? SchemaCompiler.compile(json, at: "", component: { _ in json }) else { continue }
            compiled += 1
            _ = schema.validate(json)
            _ = schema.coerce(["1", "{}"])
            _ = schema.validate(["a": [json, ["a": [1]]], "b": 4])
        }
        #expect(compiled > 20)
    }
}
