// Responses that `x-responses` adds to operations, and what the check says about them.

import JSON
import Testing

@testable import Contract

@Suite struct ImpliedResponsesTests {
    private static let denied = ##"{"$ref": "#/components/responses/Denied"}"##
    private static let rules = """
        "x-responses": {
            "security": {"401": \(denied)}, "x-role": {"403": \(denied)}, "x-scope": {"404": \(denied)},
            "unsafe-method": {"403": \(denied), "409": \(denied)}, "body": {"413": \(denied)}, "download": {"206": \(denied), "416": \(denied)}
        },
        "security": [{"key": []}],
        "components": {
            "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "Key"}},
            "responses": {"Denied": {"description": "No."}}
        }
        """

    private func statuses(_ path: String, _ method: String, _ operation: String) throws -> [String] {
        let file = try Samples.file(#""\#(path)": {"\#(method)": \#(operation)}"#, Self.rules)
        #expect(Checker.check([file]).filter { $0.severity == .error } == [])
        let document = try #require(try Samples.contracts(file).document(of: "alpha"))
        #expect(document["x-responses"] == nil)
        return document["paths"]?[path]?[method]?["responses"]?.object?.keys ?? []
    }

    @Test(
        "Security, role, scope and method each imply their responses, in the order of statuses",
        arguments: [
            ("get", "", "", ["200", "401"]),
            ("get", #""security": []"#, "", ["200"]),
            ("get", #""security": [{}, {"key": []}]"#, "", ["200", "401"]),
            ("get", #""x-role": "reader""#, "", ["200", "401", "403"]),
            ("get", "", #""x-scope": "thing""#, ["200", "401", "404"]),
            ("put", #""security": []"#, "", ["200", "403", "409"]),
            ("put", #""x-role": "writer""#, #""x-scope": "thing""#, ["200", "401", "403", "404", "409"]),
        ]
    )
    func conditions(method: String, more: String, scope: String, expected: [String]) throws {
        let operation = Samples.operation("one", more, parameters: "[\(Samples.capture("id", "string", scope))]")
        #expect(try statuses("/a/{id}", method, operation) == expected)
    }

    @Test("An operation with a body may find it too large")
    func bodies() throws {
        let body = #""requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}}"#
        #expect(try statuses("/a", "post", Samples.operation("one", body)) == ["200", "401", "403", "409", "413"])
    }

    @Test("A GET that answers something of the format binary is a download, a POST is none")
    func downloads() throws {
        let operation = """
            {"operationId": "one", "summary": "Does it.", "x-source": "seed", "security": [], "responses": {"200":
             {"description": "Done.", "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}}}
            """
        #expect(try statuses("/a", "get", operation) == ["200", "206", "416"])
        #expect(try statuses("/a", "post", operation) == ["200", "403", "409"])
    }

    @Test("A response that an operation declares itself stays, and the others go round it")
    func own() throws {
        let operation = """
            {"operationId": "one", "summary": "Does it.", "x-source": "seed", "x-role": "reader",
             "responses": {"200": {"description": "Done."}, "403": {"description": "Not today."},
                           "415": {"description": "Not this."}, "default": {"description": "Else."}}}
            """
        let file = try Samples.file(#""/a": {"put": \#(operation)}"#, Self.rules)
        let document = try #require(try Samples.contracts(file).document(of: "alpha"))
        let responses = try #require(document["paths"]?["/a"]?["put"]?["responses"]?.object)
        #expect(responses.keys == ["200", "401", "403", "409", "415", "default"])
        #expect(responses["403"]?["description"] == "Not today.")
        #expect(responses["401"] == ["$ref": "#/components/responses/Denied"])
    }

    @Test("Both operations of an x-by-name get theirs")
    func byName() throws {
        let second = Samples.operation("two", parameters: "[\(Samples.capture("word"))]")
        let first = Samples.operation(
            "one",
            #""x-role": "reader", "x-by-name": {"capture": "id", "name": "word", "operation": \#(second)}"#,
            parameters: "[\(Samples.capture("id", "integer"))]"
        )
        let file = try Samples.file(#""/a/{id}": {"get": \#(first)}"#, Self.rules)
        let paths = try Samples.contracts(file).document(of: "alpha")?["paths"]
        #expect(paths?["/a/{id}"]?["get"]?["responses"]?.object?.keys == ["200", "401", "403"])
        #expect(paths?["/a/{word}"]?["get"]?["responses"]?.object?.keys == ["200", "401"])
    }

    @Test("A copy of an implied response is refused where it stands")
    func copy() throws {
        let operation = """
            {"operationId": "one", "summary": "Does it.", "x-source": "seed",
             "responses": {"200": {"description": "Done."}, "401": \(Self.denied)}}
            """
        let file = try Samples.file(#""/a": {"get": \#(operation)}"#, Self.rules)
        let findings = Checker.check([file])
        #expect(findings.map(\.pointer) == ["/paths/~1a/get/responses/401"])
        #expect(findings.map(\.message) == ["x-responses already declares this response; remove it here"])
    }

    @Test(
        "A malformed x-responses is refused where it is",
        arguments: [
            (#"{"x-color": {"401": {"description": "No."}}}"#, "/x-color", "x-color is not allowed here"),
            (#"{"security": []}"#, "/security", "security must be an object"),
            (#"{"security": {"200": {"description": "Yes."}}}"#, "/security/200", "statuses from 400 to 499"),
            (#"{"download": {"200": {"description": "Yes."}}}"#, "/download/200", "statuses from 206 to 499"),
            (#"{"x-role": {"4XX": {"description": "No."}}}"#, "/x-role/4XX", "statuses from 400 to 499"),
            (#"{"x-scope": {"404": {}}}"#, "/x-scope/404", "description is missing"),
            (##"{"security": {"401": {"$ref": "#/components/responses/None"}}}"##, "/security/401/$ref", "not exist"),
        ]
    )
    func malformed(value: String, place: String, message: String) throws {
        let file = try Samples.file(
            #""/a": {"get": \#(Samples.operation("one"))}"#, #""x-responses": \#(value)"#)
        let findings = Checker.check([file])
        #expect(
            findings.contains { $0.pointer == "/x-responses" + place && $0.message.contains(message) },
            "\(findings)"
        )
    }

    @Test("x-responses has no place in an operation")
    func misplaced() throws {
        let operation = Samples.operation("one", #""x-responses": {}"#)
        let findings = Checker.check([try Samples.file(#""/a": {"get": \#(operation)}"#)])
        #expect(findings.contains { $0.pointer == "/paths/~1a/get/x-responses" }, "\(findings)")
    }
}
