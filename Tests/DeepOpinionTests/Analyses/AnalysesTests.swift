// Tests of analyses: in batches and ad hoc.

import Emulator
import Formats
import JSON
import Store
import System
import TestSupport
import Testing

@Suite("Studio: analyses")
struct AnalysesTests {
    private func finished(_ lab: Lab, _ body: JSON, location: SourceLocation = #_sourceLocation) throws -> Int {
        let made = try lab.send(.post("/analyses", json: body), expecting: 201, location: location)
        try lab.world.runUntilIdle()
        let id = try #require(made["id"]?.int, sourceLocation: location)
        #expect(try lab.send(.get("/analyses/\(id)"))["status"] == "FINISHED", sourceLocation: location)
        return id
    }

    @Test("a batch passes every state, and its progress follows the clock")
    func states() throws {
        let lab = try Lab()
        let made = try lab.send(
            .post(
                "/analyses",
                json: [
                    "model_id": 2, "name": "March", "documents": [["text": "My parcel is late"], ["text": "A bill"]],
                ]),
            expecting: 201)
        #expect(made["status"] == "CREATED")
        #expect(made["type"] == "CLASS")
        #expect(made["classes", 0, "name"] == "billing")
        #expect(made["finished"] == .null)
        let id = try #require(made["id"]?.int)
        var seen: [JSON?] = []
        for _ in 0..<12 {
            try lab.world.advance(seconds: 0.1)
            let status = try lab.send(.get("/analyses/\(id)"))
            if seen.last != status["status"] { seen.append(status["status"]) }
            if status["status"] == "ANALYZING" { #expect((status["progress"]?.double ?? 100) < 100) }
        }
        #expect(seen == ["QUEUED", "STARTED", "ANALYZING", "FINISHED"])
        let end = try lab.send(.get("/analyses/\(id)"))
        #expect(end["progress"] == 100.0)
        #expect(end["document_count"] == 2)
        #expect(end["finished"]?.string != nil)
        #expect(try lab.send(.get("/notifications"))[0, "title"] == "Analysis finished")
    }

    @Test("documents come with predictions, and are found by text, class and label")
    func documents() throws {
        let lab = try Lab()
        let id = try finished(
            lab,
            [
                "model_id": 1, "split": true,
                "documents": [
                    ["text": "The staff were friendly. The food was cold and tasteless.", "author": "Ada"],
                    ["text": "Great value for money, we paid very little."],
                ],
            ])
        let path = "/analyses/\(id)/documents"
        let all = try lab.send(.get("\(path)?details=segments,tags,meta,stats"), expecting: 200)
        #expect(all["count"] == 2)
        #expect(all["documents", 0, "author"] == "Ada")
        #expect(all["documents", 0, "segments", 1, "span"] == [25, 57])
        #expect(all["documents", 0, "segments", 0, "tags", 0, "class"] == "staff")
        #expect(all["documents", 0, "segments", 1, "tags", 0, "label"] == "NEG")
        #expect(try lab.send(.get(path))["documents", 0]?.object?.keys == ["text", "id"])

        let analysis = try lab.send(.get("/analyses/\(id)"))
        func number(_ list: String, _ name: String) -> Int {
            analysis[.init(stringLiteral: list)]?.array?.first { $0["name"] == .string(name) }?["id"]?.int ?? 0
        }
        let food = number("classes", "food")
        let price = number("classes", "price")
        let negative = number("labels", "NEG")
        #expect(try lab.send(.get("\(path)?classes=\(food)"))["count"] == 1)
        #expect(try lab.send(.get("\(path)?classes=\(food),\(price)"))["count"] == 2)
        #expect(try lab.send(.get("\(path)?classes=\(price)&labels=\(negative)"))["count"] == 0)
        #expect(try lab.send(.get("\(path)?search=MONEY"))["documents", 0, "text"]?.string?.hasPrefix("Great") == true)
        #expect(try lab.send(.get("\(path)?limit=1"))["has_more"] == true)
        #expect(try lab.send(.get("\(path)?limit=1&offset=1"))["has_more"] == false)
        try lab.send(.get("\(path)?limit=0"), expecting: 400)
        try lab.send(.get("\(path)?limit=1001"), expecting: 400)
        let prefixed = try lab.send(.get("/organizations/1\(path)?details=segments,meta,tags"), expecting: 200)
        #expect(prefixed["documents"]?.array?.count == 2)
        try lab.send(.get("/organizations/2\(path)"), expecting: 404)
    }

    @Test("a file is analysed by column, and its results are downloaded in four formats")
    func files() throws {
        let lab = try Lab()
        let csv = "id,stars,comment\n7001,5,My parcel has not arrived\n7002,1,\"The invoice, again\"\n"
        let preview = try lab.send(
            TestRequest("POST", "/analyses/upload").multipart(.file("file", "comments.csv", Array(csv.utf8))),
            expecting: 200)
        #expect(preview["preview", 0] == ["id", "stars", "comment"])
        let file = preview["id"] ?? .null
        try lab.send(.post("/analyses", json: ["model_id": 2, "file_id": file, "column_name": "text"]), expecting: 400)
        let id = try finished(lab, ["model_id": 2, "file_id": file, "column_name": "comment"])
        #expect(try lab.send(.get("/analyses/\(id)"))["name"] == "comments.csv")
        let path = "/analyses/\(id)/documents/download"
        let rows = try CSVReader.records(of: lab.send(.get(path), expecting: 200).body)
        #expect(rows[0] == ["id", "text", "segment_text", "span_start", "span_end", "class", "label", "stars"])
        #expect(
            rows[1] == [
                "7001", "My parcel has not arrived", "My parcel has not arrived", "0", "25", "delivery", "", "5",
            ])
        #expect(rows[2][5] == "billing")
        let json = try lab.send(.get("\(path)?format=json"), expecting: 200)
        #expect(json[1, "class"] == "billing")
        #expect(try lab.send(.get("\(path)?format=jsonl"), expecting: 200).text.split(separator: "\n").count == 2)
        let sheet = try XLSXReader.rows(of: .memory(lab.send(.get("\(path)?format=xlsx"), expecting: 200).body))
        #expect(sheet.count == 3)
        #expect(sheet[1][1] == .text("My parcel has not arrived"))
        try lab.send(.get("\(path)?format=doc"), expecting: 400)
        try lab.send(
            TestRequest("POST", "/analyses/upload").multipart(.file("file", "comments.txt", Array(csv.utf8))),
            expecting: 400)
        try lab.send(TestRequest("POST", "/analyses/upload").multipart(.field("file", "x")), expecting: 400)
    }

    @Test("an uploaded file belongs to its workspace: members use it, for others there is none")
    func filesOfOthers() throws {
        let lab = try Lab()
        let csv = Array("text\nMy parcel has not arrived\n".utf8)
        let upload = TestRequest("POST", "/analyses/upload").multipart(.file("file", "a.csv", csv))
        let file = try lab.send(upload, expecting: 200)["id"] ?? .null
        let body: JSON = ["model_id": 2, "file_id": file]
        let stranger = try Person.register(lab.world, "stranger@example.com")
        let colleague = try Person.member(lab.world, "colleague@example.com", role: "USER")
        #expect(try lab.world.send(.post("/analyses", json: body).by(stranger)).status == 404)
        #expect(try lab.world.send(.post("/organizations/1/analyses", json: body).by(colleague)).status == 201)
        #expect(try lab.world.send(.post("/analyses", json: body).by(colleague)).status == 201)
        let own = try #require(lab.send(.post("/organizations", json: ["name": "Own"]), expecting: 200)["id"]?.int)
        try lab.send(.post("/organizations/\(own)/analyses", json: body), expecting: 404)
        let other =
            try lab.send(
                TestRequest("POST", "/organizations/\(own)/analyses/upload").multipart(.file("file", "b.csv", csv)),
                expecting: 200)["id"] ?? .null
        try lab.send(.post("/organizations/\(own)/analyses", json: ["model_id": 2, "file_id": other]), expecting: 201)
        try lab.send(.post("/organizations/1/analyses", json: ["model_id": 2, "file_id": other]), expecting: 404)
        try lab.send(.post("/analyses", json: ["model_id": 2, "file_id": other]), expecting: 201)
    }

    @Test("an analysis that is not finished cannot be downloaded")
    func early() throws {
        let lab = try Lab()
        let id = try #require(
            lab.send(.post("/analyses", json: ["model_id": 2, "documents": [["text": "x"]]]))["id"]?.int)
        try lab.send(.get("/analyses/\(id)/documents/download"), expecting: 409)
    }

    @Test(
        "a request needs a source that exists, and a model that does; a file of nobody is a 404, as one of others is")
    func refused() throws {
        let lab = try Lab()
        try lab.send(.post("/analyses", json: ["model_id": 2]), expecting: 400)
        try lab.send(.post("/analyses", json: ["model_id": 2, "documents": []]), expecting: 400)
        try lab.send(.post("/analyses", json: ["model_id": 99, "documents": [["text": "x"]]]), expecting: 400)
        try lab.send(
            .post("/organizations/1/analyses", json: ["model_id": 99, "documents": [["text": "x"]]]), expecting: 400)
        let file: JSON = "00000000-0000-4000-8000-000000000000"
        try lab.send(.post("/analyses", json: ["model_id": 2, "file_id": file]), expecting: 404)
        try lab.send(.post("/organizations/9/analyses", json: ["documents": [["text": "x"]]]), expecting: 404)
        try lab.send(.post("/analyses", json: ["documents": [["id": 1]]]), expecting: 400)
        try lab.send(.get("/analyses/99"), expecting: 404)
    }

    @Test("without a model the newest usable one is taken, the caller's own before shipped ones")
    func defaultModel() throws {
        let lab = try Lab()
        #expect(try lab.send(.post("/analyses", json: ["documents": [["text": "x"]]]), expecting: 201)["model_id"] == 4)
        try lab.session(Lab.reviews)
        let model = try lab.model()
        let id = try finished(lab, ["documents": [["text": "a quiet room"]]])
        #expect(try lab.send(.get("/analyses/\(id)"))["model_id"] == .int(model))
        let listed = try lab.send(.get("\(lab.base)/analyses?details=tags"), expecting: 200)
        #expect(listed[0, "documents", 0, "segments", 0, "tags", 0, "class"] == "room")
        #expect(try lab.send(.get("\(lab.base)/documents?analysed=true"))["count"] == 1)
        let envelope = try lab.send(.get("/organizations/1\(lab.base)/analyses"), expecting: 200)
        #expect(envelope["analyses", 0, "document_count"] == 1)
        #expect(envelope["has_more"] == false)
        let groups = try lab.send(.get("\(lab.base)/groups"))
        #expect(groups.json.array?.last?["source"] == "ANALYSIS")
        #expect(groups.json.array?.last?["status"] == "CREATED")
        let ofModel = try lab.send(.get("/models/\(model)/analyses?limit=1"), expecting: 200)
        #expect(ofModel["analyses", 0, "id"] == .int(id))
        #expect(ofModel["count"] == 1)
    }

    @Test("analyses are listed newest first, renamed and deleted; documents of the group stay")
    func life() throws {
        let lab = try Lab()
        let first = try finished(lab, ["model_id": 2, "documents": [["text": "one"]]])
        let second = try finished(lab, ["model_id": 1, "documents": [["text": "two"]]])
        #expect(try lab.send(.get("/analyses")).json.array?.map { $0["id"] } == [.int(second), .int(first)])
        #expect(try lab.send(.get("/analyses?model=2")).json.array?.count == 1)
        #expect(try lab.send(.get("/analyses?offset=1&limit=5")).json.array?.count == 1)
        #expect(
            try lab.send(.put("/analyses/\(first)", json: ["name": "Renamed"]), expecting: 200)["name"] == "Renamed")
        try lab.send(.put("/analyses/\(first)", json: ["name": 3]), expecting: 400)
        let viewer = try Person.member(lab.world, "viewer@deepmock.test", role: "VIEWER")
        #expect(try lab.world.send(.get("/analyses/\(first)").by(viewer)).status == 200)
        #expect(try lab.world.send(.delete("/analyses/\(first)").by(viewer)).status == 403)
        #expect(
            try lab.world.send(
                .post("/organizations/1/analyses", json: ["model_id": 2, "documents": [["text": "x"]]]).by(viewer)
            )
            .status
                == 403)
        try lab.send(.delete("/analyses/\(first)"), expecting: 204)
        try lab.send(.get("/analyses/\(first)"), expecting: 404)
        try lab.send(.get("/analyses/\(second)"), expecting: 200)
    }

    @Test("outcomes that were set beforehand end an analysis: failed, stuck, or with given tags")
    func outcomes() throws {
        let lab = try Lab()
        func run(_ outcome: JSON) throws -> Int {
            var json: JSONObject = ["platform": "deepopinion", "operation": "createAnalysis", "times": 1]
            for (key, value) in outcome.object ?? [:] { json[key] = value }
            try lab.world.send(.post("/__admin/outcomes", json: .object(json)))
            let id =
                try lab.send(.post("/analyses", json: ["model_id": 2, "documents": [["text": "x"]]]))["id"]?.int ?? 0
            try lab.world.runUntilIdle()
            return id
        }
        let failed = try run(["state": "failed", "error": "No."])
        #expect(try lab.send(.get("/analyses/\(failed)"))["status"] == "FAILED")
        #expect(try lab.send(.get("/analyses/\(failed)"))["finished"]?.string != nil)
        #expect(try lab.send(.get("/notifications"))[0, "type"] == "WARNING")
        let stuck = try run(["state": "stuck"])
        #expect(try lab.send(.get("/analyses/\(stuck)"))["status"] == "ANALYZING")
        let given = try run(["state": "completed", "result": ["tags": [["class": "return"]]]])
        let page = try lab.send(.get("/analyses/\(given)/documents?details=tags"))
        #expect(page["documents", 0, "segments", 0, "tags", 0, "class"] == "return")
    }

    @Test("an outcome finds an analysis by its number, as a number of any notation or as a text", arguments: [0, 1, 2])
    func outcomesByNumber(notation: Int) throws {
        let lab = try Lab()
        let body: JSON = ["model_id": 2, "documents": [["text": "x"]]]
        let (first, second) = (
            try lab.send(.post("/analyses", json: body)), try lab.send(.post("/analyses", json: body))
        )
        let id = try #require(first["id"]?.int)
        let match = [JSON.int(id), .double(Double(id)), .string(String(id))][notation]
        try lab.world.send(
            .post("/__admin/outcomes", json: ["platform": "deepopinion", "match": ["id": match], "state": "failed"]))
        try lab.world.runUntilIdle()
        #expect(try lab.send(.get("/analyses/\(id)"))["status"] == "FAILED")
        #expect(try lab.send(.get("/analyses/\(second["id"]?.int ?? 0)"))["status"] != "FAILED")
    }

    @Test("ad-hoc analysis keeps nothing, splits when asked, and answers in plain ASCII without null or truth values")
    func adHoc() throws {
        let lab = try Lab()
        let answer = try lab.world.send(
            TestRequest.post(
                "/organizations/1/analyze",
                json: [
                    "model_id": 3, "split": true, "documents": [["text": "Schöne Grüße 😀. I hate it!", "id": 40]],
                ]
            ).header("Authorization", Person.demo.token))
        #expect(answer.status == 200)
        #expect(answer["model"] == "General sentiment")
        #expect(answer["documents", 0, "id"] == 40)
        #expect(answer["documents", 0, "segments", 0, "text"] == "Schöne Grüße 😀.")
        #expect(answer["documents", 0, "segments", 1, "span"] == [16, 26])
        #expect(answer["documents", 0, "segments", 1, "tags", 0, "label"] == "NEG")
        #expect(answer.body.allSatisfy { $0 < 0x80 })
        for word in ["null", "true", "false"] { #expect(!answer.text.contains(word)) }
        #expect(try lab.send(.get("/analyses")).json == [])
        #expect(try lab.send(.get("/notifications")).json == [])
        try lab.send(.post("/analyze", json: ["model_id": 3]), expecting: 400)
        try lab.send(.post("/analyze", json: ["documents": [["text": "x"]]]), expecting: 400)
        try lab.send(.post("/analyze", json: ["model_id": 77, "documents": [["text": "x"]]]), expecting: 404)
        try lab.send(
            .post("/organizations/9/analyze", json: ["model_id": 3, "documents": [["text": "x"]]]), expecting: 404)
    }

    @Test("pages far behind in a large analysis are found by position, with the right documents")
    func paging() throws {
        let lab = try Lab()
        let documents = (0..<700).map { JSON.object(["text": .string("Parcel \($0)")]) }
        let id = try finished(lab, ["model_id": 2, "documents": .array(documents)])
        #expect(try lab.send(.get("/analyses/\(id)"))["document_count"] == 700)
        let page = try lab.send(.get("/analyses/\(id)/documents?offset=650&limit=20&details=tags"))
        #expect(page["documents", 0, "text"] == "Parcel 650")
        #expect(page["count"] == 20)
        #expect(
            page["documents"]?.array?.allSatisfy { $0["segments"]?[0]?["tags"]?[0]?["class"] == "delivery" } == true)
        let plan = try lab.world.tenant.database.explain(
            """
            SELECT d.id FROM studio_analysis_documents m CROSS JOIN studio_documents d ON d.id = m.document
            WHERE m.analysis = ? AND m.position >= ? AND m.position < ? ORDER BY m.position LIMIT ?
            """)
        #expect(plan.allSatisfy { !$0.hasPrefix("SCAN") && !$0.contains("TEMP B-TREE") })
    }

    @Test("an analysis that goes before its documents have come leaves nothing of them behind")
    func deletedEarly() throws {
        let lab = try Lab()
        try lab.session(Lab.reviews)
        let model = try lab.model()
        func contents() throws -> Int? { try lab.world.tenant.database.scalarInt("SELECT count(*) FROM blobs") }
        let before = try contents()
        let made = try lab.send(
            .post("/analyses", json: ["model_id": .int(model), "documents": [["text": "The bed was hard"]]]),
            expecting: 201)
        try lab.world.runUntilIdle()
        // As it is while a long import is under way.
        let tenant = lab.world.tenant
        let content = try tenant.files.keep(tenant.files.pendingFile().stage(.memory([0x7B, 0x7D])))
        try tenant.database.execute(
            """
            INSERT INTO studio_imports(project, content, owns, how_json, done, subject) VALUES (?, ?, 1, '{}', 'x', ?)
            """, .int(lab.project), .text(content), .text("analysis:\(made["id"]?.int ?? 0)"))
        try lab.send(.delete("/analyses/\(made["id"]?.int ?? 0)"), expecting: 204)
        try lab.world.runUntilIdle()
        #expect(try contents() == before)
    }
}
