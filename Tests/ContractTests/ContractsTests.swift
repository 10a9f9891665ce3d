// From contract files through the bundle to compiled requests and answers.

import JSON
import System
import Testing

@testable import Contract

@Suite struct ContractsTests {
    private func contracts() throws -> Contracts {
        let parameters = """
            [\(Samples.capture("id", "integer", #""x-scope": "thing""#)),
             {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "default": 10}},
             {"name": "tag", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
             {"name": "ids", "in": "query", "explode": false, "schema": {"type": "array", "items": {"type": "integer"}}},
             {"name": "X-Mode", "in": "header", "required": true, "schema": {"enum": ["fast", "slow"]}}]
            """
        let get = """
            {"operationId": "getThing", "summary": "Gets it.", "x-source": "docs", "x-page": "b", "x-role": "read",
             "security": [], "tags": ["things"], "parameters": \(parameters), "responses": {
              "200": {"description": "D.", "headers": {"X-Count": {"required": true, "schema": {"type": "integer"}}},
               "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
              "204": {"description": "None."}, "4XX": {"description": "D.", "content": {"text/*": {"schema": {}}}}}}
            """
        let post = """
            {"operationId": "makeThing", "summary": "Makes it.", "x-source": "seed", "x-body": ["json", "form", "multipart"],
             "requestBody": {"required": true, "content": {"multipart/form-data": {"schema": {
               "type": "object", "required": ["name", "file"], "properties": {
                 "name": {"type": "string", "minLength": 1}, "count": {"$ref": "#/components/schemas/Count"},
                 "flags": {"type": "array", "items": {"type": "boolean"}},
                 "file": {"type": "string", "format": "binary", "x-any-name": true},
                 "more": {"type": "array", "items": {"type": "string", "format": "binary"}}}}}}},
             "responses": {"201": {"description": "D."}}}
            """
        let more = """
            "x-aliases": ["/v2 => /v1"], "x-final-slash": "optional", "security": [{"key": []}],
            "components": {"securitySchemes": {"key": {"type": "http"}}, "schemas": {
              "Thing": {"type": "object", "required": ["id"], "properties": {"id": {"$ref": "#/components/schemas/Count"}}},
              "Count": {"type": "integer", "minimum": 0}}}
            """
        let file = try Samples.file(#""/v2/things/{id}": {"get": \#(get)}, "/v2/things": {"post": \#(post)}"#, more)
        #expect(Checker.check([file]) == [])
        return try Samples.contracts(file)
    }

    private func operation(_ id: String, of contracts: Contracts) throws -> Contract.Operation {
        try #require(contracts.catalogue.operation(named: "alpha/" + id))
    }

    @Test("The catalogue knows an operation's particulars")
    func catalogue() throws {
        let contracts = try contracts()
        let get = try operation("getThing", of: contracts)
        #expect(get.template == "/v2/things/{id}")
        #expect(get.method == "GET")
        #expect(get.evidence == .docs)
        #expect(get.page == .b)
        #expect(get.role == "read")
        #expect(get.scopes == ["thing"])
        #expect(get.tags == ["things"])
        #expect(!get.security)
        #expect(get.successStatus == 200)
        let make = try operation("makeThing", of: contracts)
        #expect(make.security)
        #expect(make.bodyKinds == [.json, .form, .multipart])
        #expect(make.successStatus == 201)
        #expect(contracts.catalogue.platforms == ["alpha"])
        #expect(contracts.catalogue.specifiedOperations(of: "alpha") == 99)
        #expect(contracts.catalogue.operation(named: "alpha/none") == nil)
        #expect(contracts.catalogue.operation(named: "none") == nil)
        try contracts.compileAll()
    }

    @Test("Parameters are read, defaults filled in, unknown ones ignored")
    func parameters() throws {
        let contracts = try contracts()
        let contract = try contracts.requestContract(operation("getThing", of: contracts))
        let values = try contract.parameters(
            path: [("id", "7")],
            query: [("tag", "a"), ("other", "x"), ("tag", "b"), ("ids", "1,2")],
            header: { $0 == "X-Mode" ? ["fast"] : [] }
        ).get()
        #expect(values == ["id": 7, "limit": 10, "tag": ["a", "b"], "ids": [1, 2], "X-Mode": "fast"])
    }

    @Test("Parameters that do not fit are told with their place")
    func badParameters() throws {
        let contracts = try contracts()
        let contract = try contracts.requestContract(operation("getThing", of: contracts))
        let query = #expect(throws: ParameterError.self) {
            try contract.parameters(path: [("id", "7")], query: [("limit", "0"), ("ids", "1,x")]).get()
        }
        #expect(query?.place == .query)
        #expect(query?.violations.map(\.pointer) == ["/limit", "/ids/1"])
        let header = #expect(throws: ParameterError.self) { try contract.parameters(path: [("id", "7")]).get() }
        #expect(header?.place == .header)
        #expect(header?.violations.map(\.keyword) == ["required"])
        let path = #expect(throws: ParameterError.self) { try contract.parameters(path: [("id", "x")]).get() }
        #expect(path?.place == .path)
    }

    @Test("A body has one meaning in every encoding")
    func bodies() throws {
        let contracts = try contracts()
        let body = try #require(try contracts.requestContract(operation("makeThing", of: contracts)).body)
        #expect(body.isRequired)
        #expect(body.kinds == [.json, .form, .multipart])
        #expect(body.files.map(\.name) == ["file", "more"])
        let fields: JSON = ["name": "n", "count": "3", "flags": ["on", "0"], "extra": "x"]
        let value = try body.validate(fields, kind: .multipart, files: ["upload", "more"]).get()
        #expect(value == ["name": "n", "count": 3, "flags": [true, false], "extra": "x"])
        #expect(body.place(of: body.files[0], among: ["upload", "more"]) == 0)
        #expect(body.place(of: body.files[0], among: ["more", "file"]) == 1)
        #expect(body.place(of: body.files[1], among: ["upload"]) == nil)
        let missing = #expect(throws: BodyError.self) {
            try body.validate(["name": "", "file": "text"], kind: .form).get()
        }
        #expect(missing?.violations.map(\.pointer) == ["/file", "/name"])
        let wrong = #expect(throws: BodyError.self) {
            try body.validate(["name": "n", "count": "3", "file": "eA=="], kind: .json).get()
        }
        #expect(wrong?.violations.map(\.pointer) == ["/count"])
    }

    @Test("An answer is checked by status, media type, body and headers")
    func responses() throws {
        let contracts = try contracts()
        let get = try operation("getThing", of: contracts)
        let ok = try #require(try contracts.response(get, status: 200))
        let header = { (name: String) -> String? in name == "X-Count" ? "3" : nil }
        #expect(ok.check(mediaType: "application/json", body: Array(#"{"id": 1}"#.utf8), header: header) == [])
        #expect(ok.check(mediaType: "application/json", body: Array(#"{"id": -1}"#.utf8), header: header).count == 1)
        #expect(ok.check(mediaType: "application/json", body: [0x7B], header: header).map(\.expected) == ["valid JSON"])
        #expect(ok.check(mediaType: "application/json", body: Array(#"{"id": 1}"#.utf8)).map(\.pointer) == ["/X-Count"])
        #expect(ok.check(mediaType: "text/html", body: [], header: header).map(\.keyword) == ["content"])
        #expect(ok.check(mediaType: nil, body: [], header: header).map(\.keyword) == ["content"])
        let none = try #require(try contracts.response(get, status: 204))
        #expect(none.check(mediaType: nil, body: []) == [])
        #expect(none.check(mediaType: nil, body: [1]).map(\.expected) == ["no body"])
        let failure = try #require(try contracts.response(get, status: 404))
        #expect(failure.status == "4XX")
        #expect(failure.check(mediaType: "text/plain", body: [1]) == [])
        #expect(try contracts.response(get, status: 500) == nil)
    }

    @Test("The document comes back whole, with other servers")
    func document() throws {
        let contracts = try contracts()
        let document = try #require(try contracts.document(of: "alpha", servers: ["http://127.0.0.1:1"]))
        #expect(document["servers"] == [["url": "http://127.0.0.1:1"]])
        #expect(document["info"]?["title"] == "T")
        #expect(document["paths"]?["/v2/things/{id}"]?["get"]?["operationId"] == "getThing")
        #expect(document["paths"]?["/v2/things"]?["post"]?["x-aliases"] == ["/v1/things"])
        #expect(document["components"]?["schemas"]?["Count"]?["minimum"] == 0)
        #expect(try contracts.document(of: "beta") == nil)
    }

    @Test("What comes back passes the same check and packs to the same routes")
    func roundTrip() throws {
        let byName = """
            "x-by-name": {"capture": "id", "name": "word", "operation":
              \(Samples.operation("second", parameters: "[\(Samples.capture("word"))]"))}
            """
        let first = Samples.operation("first", byName)
        let file = try Samples.file(
            #""/v2/{id}": {"parameters": [\#(Samples.capture("id", "integer"))], "x-aliases": ["/v2 => /v1"], "put": \#(first)}"#
        )
        #expect(Checker.check([file]) == [])
        let contracts = try Samples.contracts(file)
        let files = try contracts.files()
        #expect(Checker.check(files) == [])
        let again = try Catalogue(routeIndex: Assembler.assemble(files).routes)
        for catalogue in [contracts.catalogue, again] {
            #expect(catalogue.operations.map(\.template) == ["/v2/{id}", "/v2/{word}"])
            for (segment, id) in [("5", "first"), ("five", "second")] {
                guard
                    case .operation(let operation, let captures) = catalogue.router.match(
                        method: "PUT",
                        path: SegmentedPath(["v1", segment]),
                        hasFinalSlash: false
                    )
                else {
                    Issue.record("/v1/\(segment) is not found")
                    continue
                }
                #expect(operation.id == id)
                #expect(captures.first?.value == segment)
            }
        }
        let document = try #require(try contracts.document(of: "alpha"))
        #expect(document["paths"]?["/v2/{id}"]?["put"]?["operationId"] == "first")
        #expect(document["paths"]?["/v1/{word}"]?["put"]?["operationId"] == "second")
    }

    @Test(
        "A damaged route index is refused",
        arguments: [
            "", "x", "deepmock-contracts 2\nQ", "deepmock-contracts 2\nO\ta", "deepmock-contracts 2\nF\tx",
            "deepmock-contracts 2\nP\ta\t1\tx\t2",
        ]
    )
    func damagedIndex(text: String) {
        #expect(throws: ContractError.self) { try Catalogue(routeIndex: text) }
    }

    @Test("Mutated bundles are refused or read, never run into")
    func fuzz() throws {
        let bundle = Assembler.assemble([
            try Samples.file(
                #""/a/{b}": {"get": \#(Samples.operation("one", parameters: "[\(Samples.capture("b"))]"))}"#
            )
        ])
        var random = SeededGenerator(3)
        for _ in 0..<2000 {
            var bytes = Array(bundle.routes.utf8)
            for _ in 0..<3 {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] =
                    "\t\n/{}9isg".utf8.randomElement(using: &random) ?? 0
            }
            let routes = String(decoding: bytes, as: UTF8.self)
            guard let catalogue = try? Catalogue(routeIndex: routes) else { continue }
            let contracts = Contracts(
                catalogue: catalogue,
                bundle: ContractBundle(
                    routes: routes,
                    operations: bundle.operations,
                    components: bundle.components,
                    documents: bundle.documents
                )
            )
            try? contracts.compileAll()
            _ = try? contracts.files()
        }
    }

    @Test("Coverage counts, merges and names what is missing")
    func coverage() throws {
        let catalogue = try contracts().catalogue
        var record = CoverageRecord()
        record.count(catalogue.operations[0])
        #expect(record.missing(from: catalogue).map(\.id) == ["makeThing"])
        record.merge("alpha/makeThing\n\nalpha/unknown\nalpha/makeThing\n")
        #expect(record.missing(from: catalogue, platform: "alpha").isEmpty)
        #expect(record.count(of: catalogue.operations[1]) == 2)
        #expect(record.text == "alpha/getThing\nalpha/makeThing\nalpha/unknown\n")
    }
}
