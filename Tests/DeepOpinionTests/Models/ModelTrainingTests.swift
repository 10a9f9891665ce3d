// Training of models.

import JSON
import TestSupport
import Testing

@Suite("Studio: training")
struct ModelTrainingTests {
    @Test("training moves from CREATED by QUEUED and TRAINING to READY, with progress, metrics and a notification")
    func training() throws {
        let lab = try Lab()
        let session = try lab.session(Lab.reviews)
        let made = try lab.send(
            .post(
                "\(lab.base)/models",
                json: ["display_name": "Reviews", "annotation_ids": [.int(session)], "base_id": 2]),
            expecting: 201)
        #expect(made["status"] == "CREATED")
        #expect(made["progress"] == 0.0)
        #expect(made["base"] == "support-topics")
        let id = try #require(made["id"]?.int)
        try lab.world.advance(seconds: 0.2)
        #expect(try lab.send(.get("\(lab.base)/models/\(id)"))["status"] == "QUEUED")
        try lab.send(.get("\(lab.base)/models/\(id)/download"), expecting: 409)
        try lab.send(.post("/analyze", json: ["model_id": .int(id), "documents": [["text": "x"]]]), expecting: 409)
        try lab.world.advance(seconds: 1.3)
        let training = try lab.send(.get("\(lab.base)/models/\(id)"))
        #expect(training["status"] == "TRAINING")
        let progress = try #require(training["progress"]?.double)
        #expect(progress > 40 && progress < 60)
        try lab.world.runUntilIdle()
        let ready = try lab.send(.get("\(lab.base)/models/\(id)"), expecting: 200)
        #expect(ready["status"] == "READY")
        #expect(ready["progress"] == 100.0)
        #expect(ready["classes"] == ["room", "food"])
        #expect(ready["demoset"]?.array?.count == 5)
        #expect(ready["demoset", 0, "segments", 0, "tags", 0, "class"] == "room")
        #expect(ready["metrics", "train_segments"] == 10)
        #expect(ready["metrics", "test_segments"] == 2)
        #expect(ready["metrics", "classes", "room", "f1"]?.double != nil)
        #expect(ready["metrics", "confusion", "names"] == ["", "room", "food"])
        let notice = try lab.send(.get("/notifications"))
        #expect(notice[0, "title"] == "Model is ready")
        #expect(notice[0, "type"] == "INFO")
        #expect(try lab.send(.get("\(lab.base)/models")).json.array?.count == 1)
    }

    @Test("an annotated text gets the tag that it was given, and similar texts get similar tags")
    func learns() throws {
        let lab = try Lab()
        try lab.session(Lab.reviews + [("The food in the room of the hotel", ["class": "room"])])
        let model = try lab.model()
        for (text, tag) in Lab.reviews { #expect(try lab.tags(text, model: model) == [tag]) }
        #expect(try lab.tags("The food in the room of the hotel", model: model) == [["class": "room"]])
        #expect(try lab.tags("Very fresh coffee for breakfast", model: model) == [["class": "food"]])
        #expect(try lab.tags("My bed was soft and quiet", model: model) == [["class": "room"]])
    }

    @Test("a model of pairs learns both parts of its tags")
    func pairs() throws {
        let lab = try Lab(type: "ABSA")
        try lab.session([
            ("The room was wonderful", ["class": "room", "label": "POS"]),
            ("The room was awful", ["class": "room", "label": "NEG"]),
            ("The food was wonderful", ["class": "food", "label": "POS"]),
            ("The bed was awful", ["class": "room", "label": "NEG"]),
            ("Wonderful soup", ["class": "food", "label": "POS"]),
            ("Awful coffee", ["class": "food", "label": "NEG"]),
        ])
        let model = try lab.model()
        #expect(try lab.tags("What awful food", model: model) == [["class": "food", "label": "NEG"]])
        #expect(try lab.tags("The room was awful", model: model) == [["class": "room", "label": "NEG"]])
    }

    @Test("later sessions correct earlier ones, a renamed class keeps its tags, a deleted one loses them")
    func names() throws {
        let lab = try Lab()
        let first = try lab.session(Lab.reviews)
        let model = try lab.model(["annotation_ids": [.int(first)]])
        let classes = try lab.send(.get("\(lab.base)/classes")).json
        let room = try #require(classes[0]?["id"]?.int)
        try lab.send(.put("\(lab.base)/classes/\(room)", json: ["name": "bedroom"]), expecting: 200)
        #expect(try lab.tags("The room was clean and quiet", model: model) == [["class": "bedroom"]])
        try lab.send(.delete("\(lab.base)/classes/\(room)"), expecting: 204)
        #expect(try lab.tags("The room was clean and quiet", model: model) == [])
    }

    @Test("test sessions are measured on and not learned from")
    func testSessions() throws {
        let lab = try Lab()
        let train = try lab.session(Array(Lab.reviews.prefix(10)))
        let test = try lab.session([("Salty soup", ["class": "food"]), ("Hard bed", ["class": "food"])])
        let model = try lab.model([
            "trainset_annotation_ids": [.int(train)], "testset_annotation_ids": [.int(test)],
        ])
        let detailed = try lab.send(.get("\(lab.base)/models/\(model)"))
        #expect(detailed["metrics", "train_segments"] == 10)
        #expect(detailed["score"] == 0.5)
        #expect(try lab.tags("Hard bed", model: model) == [["class": "room"]])
    }

    @Test("training without anything to learn from is refused or fails")
    func nothing() throws {
        let lab = try Lab()
        try lab.send(.post("\(lab.base)/models", json: [:]), expecting: 400)
        try lab.send(.post("\(lab.base)/models", json: ["annotation_ids": []]), expecting: 400)
        try lab.send(.post("\(lab.base)/models", json: ["annotation_ids": [77]]), expecting: 400)
        try lab.send(.post("\(lab.base)/models", json: ["type": "ABSA"]), expecting: 400)
        try lab.send(.post("\(lab.base)/documents", json: ["text": "no tag"]), expecting: 201)
        let session = try #require(lab.send(.post("\(lab.base)/annotations", json: [:]))["id"]?.int)
        let id = try #require(
            lab.send(.post("\(lab.base)/models", json: ["annotation_ids": [.int(session)]]), expecting: 201)["id"]?.int)
        try lab.world.runUntilIdle()
        #expect(try lab.send(.get("\(lab.base)/models/\(id)"))["status"] == "FAILED")
        #expect(try lab.send(.get("/notifications"))[0, "type"] == "WARNING")
    }

    @Test("outcomes that were set beforehand end a training: failed, stuck, or with given metrics")
    func outcomes() throws {
        let lab = try Lab()
        try lab.session(Lab.reviews)
        func train(_ outcome: JSON) throws -> TestAnswer {
            var json: JSONObject = ["platform": "deepopinion", "operation": "trainModel", "times": 1]
            for (key, value) in outcome.object ?? [:] { json[key] = value }
            #expect(try lab.world.send(.post("/__admin/outcomes", json: .object(json))).status < 300)
            let id = try lab.send(.post("\(lab.base)/models", json: [:]), expecting: 201)["id"]?.int ?? 0
            try lab.world.runUntilIdle()
            return try lab.send(.get("\(lab.base)/models/\(id)"))
        }
        #expect(try train(["state": "failed", "error": "Out of memory."])["status"] == "FAILED")
        #expect(try train(["state": "stuck"])["status"] == "TRAINING")
        let given = try train(["state": "completed", "result": ["score": 0.25, "metrics": ["own": 1]]])
        #expect(given["score"] == 0.25)
        #expect(given["metrics"] == ["own": 1])
    }
}
