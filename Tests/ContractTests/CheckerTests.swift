// Every problem that the check of contracts knows is found, at its place.

import JSON
import Testing

@testable import Contract

@Suite struct CheckerTests {
    private static let ok = Samples.operation("one")

    private static func get(_ operation: String) -> String { #""/a": {"get": \#(operation)}"# }

    @Test("A contract in order has no findings")
    func clean() throws {
        #expect(Checker.check([try Samples.file(Self.get(Self.ok))]) == [])
    }

    @Test(
        "A problem in an operation is found",
        arguments: [
            (Samples.operation("one", #""x-color": 1"#), "x-color is not allowed here"),
            (Samples.operation("One"), "operationId must have the form"),
            (Samples.operation("one", #""x-page": "c""#), "x-page must be one of"),
            (Samples.operation("one", #""x-role": "Admin!""#), "x-role must be a name"),
            (Samples.operation("one", #""deprecated": 1"#), "deprecated must be true or false"),
            (Samples.operation("one", #""tags": [false]"#), "a tag must be a string"),
            (Samples.operation("one", #""security": [{"key": []}]"#), "there is no security scheme key"),
            (Samples.operation("one", #""x-aliases": ["a"]"#), "an alias must have the form"),
            (Samples.operation("one", #""x-aliases": ["post /a"]"#), "an alias must have the form"),
            (Samples.operation("one", #""x-body": ["json"]"#), "x-body needs a requestBody"),
            (
                Samples.operation(
                    "one",
                    #""x-body": ["xml"], "requestBody": {"content": {"application/json": {"schema": {}}}}"#
                ), "x-body must list some of"
            ),
            (
                Samples.operation("one", #""requestBody": {"content": {"json": {"schema": {}}}}"#),
                "a media type must have the form"
            ),
            (
                Samples.operation(
                    "one",
                    #""requestBody": {"content": {"a/b": {"schema": {}}, "a/c": {"schema": {"type": "string"}}}}"#
                ), "must have the same schema"
            ),
            (Samples.operation("one", #""requestBody": {"content": {"a/b": {}}}"#), "schema is missing"),
            (
                Samples.operation("one", ##""requestBody": {"$ref": "#/components/responses/X"}"##),
                "must have the form #/components/requestBodies/Name"
            ),
            (
                #"{"operationId": "one", "summary": "S.", "responses": {"200": {"description": "D."}}}"#,
                "x-source is missing"
            ),
            (
                #"{"operationId": "one", "x-source": "seed", "responses": {"200": {"description": "D."}}}"#,
                "summary is missing"
            ),
            (
                #"{"operationId": "one", "summary": "S.", "x-source": "hearsay", "responses": {"200": {"description": "D."}}}"#,
                "x-source must be one of"
            ),
            (
                #"{"operationId": "one", "summary": "S.", "x-source": "seed", "responses": {"404": {"description": "D."}}}"#,
                "needs a success status"
            ),
            (Samples.operation("one", #""x-success": 499"#), "responses has no such status"),
            (
                #"{"operationId": "one", "summary": "S.", "x-source": "seed", "responses": {"200": {}}}"#,
                "description is missing"
            ),
            (
                #"{"operationId": "one", "summary": "S.", "x-source": "seed", "responses": {"200": {"description": "D."}, "4xx": {"description": "D."}}}"#,
                "a status must be a number"
            ),
            (
                Samples.operation("one", parameters: #"[{"name": "q", "in": "cookie", "schema": {}}]"#),
                "in must be one of"
            ),
            (
                Samples.operation("one", parameters: #"[{"name": "q", "in": "query", "schema": {}, "x-scope": "a"}]"#),
                "x-scope is not allowed here"
            ),
            (
                Samples.operation(
                    "one",
                    parameters: #"[{"name": "q", "in": "query", "schema": {"type": "integer", "default": "x"}}]"#
                ), "does not match its schema"
            ),
            (
                Samples.operation(
                    "one",
                    parameters: #"[{"name": "q", "in": "query", "schema": {"type": "integer"}, "example": "x"}]"#
                ), "does not match its schema"
            ),
            (
                Samples.operation(
                    "one",
                    parameters:
                        #"[{"name": "q", "in": "query", "schema": {}}, {"name": "q", "in": "query", "schema": {}}]"#
                ), "declared twice"
            ),
            (Samples.operation("one", parameters: ##"[{"$ref": "#/components/parameters/None"}]"##), "does not exist"),
            (Samples.operation("one", parameters: "[\(Samples.capture("b"))]"), "the path has no parameter"),
            (Samples.operation("one", #""x-aliases": ["/ => /o/{org}"]"#), "org is not declared in components"),
        ]
    )
    func operation(text: String, message: String) throws {
        let findings = Checker.check([try Samples.file(Self.get(text))])
        #expect(
            findings.contains { $0.message.contains(message) && $0.pointer.hasPrefix("/paths/~1a/get") },
            "\(findings)"
        )
    }

    @Test(
        "A problem in a schema is found where it is",
        arguments: [
            (#"{"pattern": "x"}"#, "/pattern", "pattern is not a supported keyword"),
            (#"{"properties": {"a": {"type": "strin"}}}"#, "/properties/a/type", "is not a type"),
            (#"{"type": "integer", "example": "x"}"#, "/example", "does not match"),
            (#"{"type": "integer", "default": 1.5}"#, "/default", "does not match"),
            (#"{"type": "string", "examples": ["a", 1]}"#, "/examples/1", "does not match"),
            (#"{"type": "string", "enum": ["a", false]}"#, "/enum/1", "does not match"),
            (#"{"items": {"type": "string", "const": 1}}"#, "/items/const", "does not match"),
            (##"{"$ref": "#/components/schemas/None"}"##, "/$ref", "does not exist"),
            (##"{"anyOf": [{"$ref": "#/components/schemas/S"}]}"##, "", "refers to itself"),
        ]
    )
    func schema(text: String, place: String, message: String) throws {
        let file = try Samples.file(Self.get(Self.ok), #""components": {"schemas": {"S": \#(text)}}"#)
        let findings = Checker.check([file]).filter { $0.severity == .error }
        #expect(
            findings.contains { $0.pointer == "/components/schemas/S" + place && $0.message.contains(message) },
            "\(findings)"
        )
    }

    @Test(
        "A problem of the whole file is found",
        arguments: [
            (#""/a": {"head": {}}"#, "", "head is not allowed here"),
            (#""a": {}"#, "", "the path must have the form"),
            (#""/a/{b}": {"get": \#(Samples.operation("one"))}"#, "", "the path parameter b is not declared"),
            (
                #""/{b}/{b}": {"get": \#(Samples.operation("one", parameters: "[\(Samples.capture("b"))]"))}"#, "",
                "uses a capture twice"
            ),
            (
                #""/a": {"get": \#(Samples.operation("one"))}, "/b": {"get": \#(Samples.operation("one"))}"#, "",
                "is also used at"
            ),
            (
                #""/{a}": {"get": \#(Samples.operation("one", parameters: "[\(Samples.capture("a"))]"))}, "/{b}": {"get": \#(Samples.operation("two", parameters: "[\(Samples.capture("b"))]"))}"#,
                "", "already taken by one"
            ),
            (
                #""/a": {"get": \#(Samples.operation("one", #""x-aliases": ["/c"]"#))}, "/b": {"get": \#(Samples.operation("two", #""x-aliases": ["/c"]"#))}"#,
                "", "already taken by one"
            ),
            (
                #""/a": {"get": \#(Samples.operation("one"))}"#, #""components": {"things": {}}"#,
                "components has no section things"
            ),
            (
                #""/a": {"get": \#(Samples.operation("one"))}"#, #""components": {"schemas": {"Lost": {}}}"#,
                "nothing refers to this component"
            ),
            (
                #""/a": {"get": \#(Samples.operation("one"))}"#, #""x-aliases": ["/whole"]"#,
                "whole platform must have the form"
            ),
            (#""/a": {"get": \#(Samples.operation("one"))}"#, #""color": 1"#, "color is not allowed here"),
            (
                #""/{x}": {"get": \#(Samples.operation("one", #""x-by-name": {"capture": "x", "name": "n", "operation": \#(Samples.operation("two", parameters: "[\(Samples.capture("n"))]"))}"#, parameters: "[\(Samples.capture("x"))]"))}"#,
                "", "x-by-name needs a capture of type integer"
            ),
        ]
    )
    func file(paths: String, more: String, message: String) throws {
        let findings = Checker.check([try Samples.file(paths, more)])
        #expect(findings.contains { $0.message.contains(message) }, "\(findings)")
    }

    @Test("More operations than the specification counts are too many")
    func count() throws {
        let text = "{\(Samples.root.replacing("99", with: "0")), \"paths\": {\(Self.get(Self.ok))}}"
        let file = ContractFile(platform: "a", name: "a/openapi.yaml", content: try JSON(parsing: text))
        #expect(Checker.check([file]).map(\.pointer) == ["/x-operations"])
    }

    @Test("An alias may leave out a capture only if a member of the body can say it")
    func shorterAlias() throws {
        func findings(_ more: String) throws -> [Finding] {
            let parameters = "[\(Samples.capture("id", "string", more))]"
            let operation = Samples.operation("one", #""x-aliases": ["/a"]"#, parameters: parameters)
            return Checker.check([try Samples.file(#""/a/{id}": {"put": \#(operation)}"#)])
        }
        #expect(try findings("").contains { $0.message.contains("has no capture id") })
        #expect(try findings(#""x-body-member": "id""#).allSatisfy { $0.severity == .warning })
    }

    @Test("Two platforms cannot share a path, not even by an alias")
    func platforms() throws {
        let one = try Samples.file(Self.get(Samples.operation("one", #""x-aliases": ["/b/{c}"]"#, parameters: "[]")))
        let two = try Samples.file(
            #""/b/{d}": {"get": \#(Samples.operation("one", parameters: "[\(Samples.capture("d", "integer"))]"))}"#,
            platform: "beta"
        )
        #expect(Checker.check([one, two]).contains { $0.message.contains("already taken by one of alpha") })
    }

    @Test("A key in two files of a platform is found, and a platform without a head")
    func merging() throws {
        let one = try Samples.file(Self.get(Self.ok))
        let two = ContractFile(
            platform: "alpha",
            name: "alpha/two.yaml",
            content: try JSON(parsing: "{\"paths\": {\(Self.get(Self.ok))}}")
        )
        #expect(
            Checker.check([one, two]).contains { $0.file == "alpha/two.yaml" && $0.message.contains("the same key") }
        )
        #expect(Checker.check([two]).contains { $0.message.contains("no root file with openapi") })
    }

    @Test(
        "Anything instead of a contract is reported, not run into",
        arguments: ["1", "[]", "null", #"{"paths": 1, "components": [], "tags": {}}"#]
    )
    func nonsense(text: String) throws {
        let file = ContractFile(platform: "a", name: "a", content: try JSON(parsing: text))
        #expect(!Checker.check([file]).isEmpty)
        _ = Assembler.assemble([file])
    }
}
