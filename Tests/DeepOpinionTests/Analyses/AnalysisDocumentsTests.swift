// The documents that analyses are answered with.

import JSON
import TestSupport
import Testing

@Suite("Studio: documents of analyses")
struct AnalysisDocumentsTests {
    private let lab: Lab

    init() throws {
        lab = try Lab()
        try lab.session(Lab.reviews)
    }

    @Test("an analysis carries its documents with segments and tags, in every operation")
    func everywhere() throws {
        let model = try lab.model()
        let made = try lab.send(
            .post(
                "/analyses",
                json: [
                    "model_id": .int(model), "split": true,
                    "documents": [["text": "The room was quiet. The food was cold.", "stars": 4], ["text": "A bed"]],
                ]), expecting: 201)
        #expect(made["document_count"] == 2)
        #expect(made["documents"]?.each("text") == ["The room was quiet. The food was cold.", "A bed"])
        #expect(made["documents", 0, "segments", 1, "tags"] == [])
        let id = made["id"]?.int ?? 0
        try lab.world.runUntilIdle()
        let read = try lab.send(.get("/analyses/\(id)"), expecting: 200)
        let documents = read["documents"]
        #expect(documents?.each("text") == ["The room was quiet. The food was cold.", "A bed"])
        #expect(documents?[0]?["segments"]?[1]?["span"] == [20, 38])
        #expect(documents?[0]?["segments"]?[1]?["tags"]?[0]?["class"] == "food")
        #expect(documents?[0]?["stars"] == nil)
        #expect(try lab.send(.put("/analyses/\(id)", json: ["name": "b"]))["documents"] == documents)
        #expect(try lab.send(.get("/analyses"))[0, "documents"] == documents)
        #expect(try lab.send(.get("\(lab.base)/analyses"))[0, "documents"] == documents)
        #expect(try lab.send(.get("/models/\(model)/analyses"))["analyses", 0, "documents"] == documents)
        let meta = try lab.send(.get("\(lab.base)/analyses?details=meta"))[0, "documents"]
        #expect(meta?[0]?["stars"] == 4)
        #expect(meta?[0]?["segments"] == nil)
    }

    @Test("a setting bounds them", arguments: [(nil, 100), (7, 7), (0, 0)] as [(Int?, Int)])
    func bounded(setting: Int?, count: Int) throws {
        if let setting {
            try lab.world.send(.put("/__admin/settings", json: ["studio_analysis_documents": .int(setting)]))
        }
        let documents = JSON.array((0..<130).map { ["text": .string("Parcel \($0)")] })
        for _ in 0..<2 {
            try lab.send(.post("/analyses", json: ["model_id": 2, "documents": documents]), expecting: 201)
        }
        try lab.world.runUntilIdle()
        let list = try lab.send(.get("/analyses"), expecting: 200)
        #expect(list.json.array?.map { $0["documents"]?.array?.count } == [count, count])
        #expect(list[1, "document_count"] == 130)
        let last = list[1, "documents"]?.array?.last
        #expect(last?["text"] == (count > 0 ? .string("Parcel \(count - 1)") : nil))
        try lab.world.send(.put("/__admin/settings", json: ["studio_analysis_documents": -1]))
        #expect(try lab.world.send(.get("/__admin/settings"))["studio_analysis_documents"] == .int(setting ?? 100))
    }
}
