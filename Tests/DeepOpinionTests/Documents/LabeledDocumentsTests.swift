// Labels, spans and ids that documents come with.

import JSON
import TestSupport
import Testing

@Suite("Studio: labeled documents")
struct LabeledDocumentsTests {
    private let bench: Bench
    private let project: Int
    private let path: String

    init() throws {
        bench = try Bench()
        project = try bench.project("CLASSLABEL")
        path = "/projects/\(project)"
    }

    private func document(_ tag: JSON) -> JSON {
        ["text": "A bed.", "segments": [["text": "bed", "tags": [tag]]]]
    }

    @Test("new classes and labels are added wherever documents come in, each once")
    func newNames() throws {
        let group = try bench.group(project, ["a"])
        let session = try bench.call("POST", path + "/annotations", [:])["id"]?.int ?? 0
        let ways: [(String, String, (JSON) -> JSON, Int)] = [
            ("POST", "/documents", { $0 }, 201), ("POST", "/upload-documents", { [$0] }, 202),
            ("POST", "/groups", { ["documents": [$0]] }, 201),
            ("PUT", "/groups/\(group)", { ["documents": [$0]] }, 200),
            ("POST", "/annotations", { ["documents": [$0]] }, 201),
            ("PUT", "/annotations/\(session)", { ["documents": [$0], "classes": ["chosen"]] }, 200),
        ]
        for (index, (method, place, body, status)) in ways.enumerated() {
            let tag: JSON = ["class": .string("class \(index)"), "label": "good"]
            #expect(try bench.call(method, path + place, body(document(tag))).status == status, "\(place)")
        }
        try bench.world.runUntilIdle()
        let classes = try bench.get(path + "/classes").json.each("name")
        #expect(classes == ["class 0", "class 1", "class 2", "class 3", "class 4", "chosen", "class 5"])
        #expect(try bench.get(path + "/labels").json.each("name") == ["good"])
        #expect(try bench.get(path + "/tags")["count"] == 6)
    }

    @Test("what the type of a project cannot have stays refused, and nothing is added")
    func misfits() throws {
        let absa = try bench.project("ABSA", name: "Aspects")
        let labels = try bench.project("LABEL", name: "Labels")
        let misfits: [(Int, JSON)] = [
            (absa, ["class": "room", "label": "GREAT"]), (labels, ["class": "room"]), (labels, [:]),
        ]
        for (project, tag) in misfits {
            let bodies: [(String, JSON)] = [
                ("annotations", ["documents": [document(tag)]]), ("documents", document(tag)),
            ]
            for (place, body) in bodies {
                #expect(try bench.call("POST", "/projects/\(project)/\(place)", body).status == 400)
            }
            #expect(try bench.get("/projects/\(project)/classes").json == [])
        }
    }

    @Test("the span of a segment decides, unless the setting is strict")
    func spans() throws {
        let body: JSON = ["text": "A soft bed.", "segments": [["text": "bed", "span": [2, 6]]]]
        let made = try bench.call("POST", path + "/documents", body)
        #expect(made.status == 201)
        let read = try bench.get(path + "/documents/\(made["id"]?.int ?? 0)?details=segments")
        #expect(read["segments", 0, "text"] == "soft")
        let beyond: JSON = ["text": "A", "segments": [["text": "A", "span": [0, 9]]]]
        #expect(try bench.call("POST", path + "/documents", beyond).status == 400)
        try bench.world.send(.put("/__admin/settings", json: ["studio_strict_segments": true]))
        #expect(try bench.call("POST", path + "/documents", body).status == 400)
        for place in ["upload-documents", "groups", "annotations"] {
            let sent: JSON = place == "upload-documents" ? [body] : ["documents": [body]]
            #expect(try bench.call("POST", path + "/" + place, sent).status == 400, "\(place)")
        }
    }

    @Test("a given id that cannot be used is kept among the attributes")
    func recordIDs() throws {
        for id in [18000, 18000, 9_007_199_254_740_993, nil] as [JSON] {
            try bench.call("POST", path + "/documents", ["text": "a", "id": id, "stars": 1])
        }
        let file = try bench.upload(path + "/groups/upload", "a.csv", Array("id,text\n18000,b\nA-7,c\n".utf8))["id"]
        try bench.call("POST", path + "/groups", ["file_id": file ?? .null])
        try bench.world.runUntilIdle()
        let documents = try bench.get(path + "/documents?details=meta")["documents"]
        #expect(documents?.each("id") == [18000, 18001, 18002, 18003, 18004, 18005])
        #expect(
            documents?.each("record_id") == [.null, 18000, 9_007_199_254_740_993, .null, 18000, "A-7"])
        #expect(try bench.get(path + "/documents")["documents", 1]?.object?.keys == ["text", "id"])
    }

    @Test("a bulk upload cuts sentences, and the newest model that can analyses them")
    func bulk() throws {
        let lab = try Lab(world: bench.world)
        try lab.session(Lab.reviews)
        let model = try lab.model()
        let documents: JSON = [["text": "The room was quiet. The food was cold."], ["text": "A large room"]]
        try lab.send(.post("\(lab.base)/upload-documents", json: documents), expecting: 202)
        let analyses = try lab.send(.get("\(lab.base)/analyses"))
        #expect(analyses[0, "model_id"] == .int(model))
        #expect(analyses[0, "document_count"] == 2)
        try lab.world.runUntilIdle()
        let analysis = try lab.send(.get("\(lab.base)/analyses"))[0, "id"]?.int ?? 0
        #expect(try lab.send(.get("/analyses/\(analysis)"))["status"] == "FINISHED")
        let found = try lab.send(.get("/analyses/\(analysis)/documents?details=tags"))["documents"]
        #expect(found?[0]?["segments"]?.each("text") == ["The room was quiet.", "The food was cold."])
        #expect(found?[0]?["segments"]?[1]?["tags"]?[0]?["class"] == "food")
        let titles = try lab.send(.get("/notifications")).json.each("title").prefix(2)
        #expect(titles == ["Analysis finished", "Documents uploaded"])
    }

    @Test("documents of a bulk upload stay when its analysis is deleted before they come")
    func bulkWithoutAnalysis() throws {
        let lab = try Lab(world: bench.world)
        try lab.session(Lab.reviews)
        _ = try lab.model()
        try lab.send(.post("\(lab.base)/upload-documents", json: [["text": "The room"]]), expecting: 202)
        let analysis = try lab.send(.get("\(lab.base)/analyses"))[0, "id"]?.int ?? 0
        try lab.send(.delete("/analyses/\(analysis)"), expecting: 204)
        try lab.world.runUntilIdle()
        #expect(try lab.send(.get("\(lab.base)/documents"))["count"] == 13)
        let last = try lab.send(.get("\(lab.base)/groups")).json.array?.last
        #expect(last?["status"] == "CREATED")
    }

    @Test("sessions have a group and a count of documents from the start", arguments: [nil, 2])
    func sessionGroups(sampleSize: Int?) throws {
        let ids = try (0..<3).map { number in
            try bench.call("POST", path + "/documents", ["text": .string("\(number)")])["id"] ?? .null
        }
        for origin in [[:], ["document_ids": .array(ids)]] as [JSONObject] {
            var body = origin
            if let sampleSize { body["sample_size"] = .int(sampleSize) }
            let made = try bench.call("POST", path + "/annotations", .object(body))
            #expect(made["document_count"] == .int(sampleSize ?? 3))
            let group = try #require(made["document_group_id"]?.int)
            let session = path + "/annotations/\(made["id"]?.int ?? 0)"
            try bench.world.runUntilIdle()
            #expect(try bench.get(session)["document_count"] == .int(sampleSize ?? 3))
            #expect(try bench.get(path + "/groups/\(group)")["status"] == "CREATED")
            #expect(try bench.get(path + "/groups/\(group)")["source"] == "ANNOTATIONS")
        }
        #expect(try bench.get("/notifications").json == [])
    }
}
