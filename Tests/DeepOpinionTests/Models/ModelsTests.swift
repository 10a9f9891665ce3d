// Tests of models: shipped, trained, uploaded.

import JSON
import TestSupport
import Testing

@Suite("Studio: models")
struct ModelsTests {
    @Test("every tenant has a published model of each type from the start, and it analyses")
    func shipped() throws {
        let world = try World()
        let page = try world.send(.get("/models").byDemo())
        #expect(page["models"]?.array?.map { $0["type"] } == ["ABSA", "CLASS", "LABEL", "CLASSLABEL"])
        #expect(page["models", 0, "status"] == "PUBLISHED")
        #expect(page["has_more"] == false)
        let lab = try Lab(world: world)
        #expect(try lab.tags("The staff were friendly and helpful.", model: 1) == [["class": "staff", "label": "POS"]])
        #expect(try lab.tags("The breakfast was terrible and cold", model: 1) == [["class": "food", "label": "NEG"]])
        #expect(try lab.tags("My parcel did not arrive, where is it?", model: 2) == [["class": "delivery"]])
        #expect(try lab.tags("What a great and wonderful day", model: 3) == [["label": "POS"]])
        #expect(try lab.tags("Urgent: the network is down", model: 4) == [["class": "it", "label": "high"]])
    }

    @Test("lists filter by type, name, favourites, publicity, and leave one out")
    func filters() throws {
        let world = try World()
        func ids(_ query: String) throws -> [JSON?] {
            try world.send(.get("/models?\(query)").byDemo())["models"]?.array?.map { $0["id"] } ?? []
        }
        #expect(try ids("type=LABEL") == [3])
        #expect(try ids("search=TOPICS") == [2])
        #expect(try ids("exclude_id=1") == [2, 3, 4])
        #expect(try ids("public=False") == [])
        #expect(try ids("limit=2&offset=1") == [2, 3])
        #expect(try ids("collection_id=7") == [])
        for _ in 0..<2 { #expect(try world.send(.post("/models/2/star").byDemo()).status == 200) }
        #expect(try ids("starred=true") == [2])
        #expect(try ids("starred=false") == [1, 3, 4])
        #expect(try world.send(.post("/models/2/unstar").byDemo()).status == 200)
        #expect(try ids("starred=true") == [])
        #expect(try world.send(.post("/models/99/star").byDemo()).status == 404)
        #expect(try world.send(.get("/models?type=BASE").byDemo()).status == 400)
    }

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

    @Test("a model is described, put into use, published for everybody, and never taken back")
    func change() throws {
        let lab = try Lab()
        try lab.session(Lab.reviews)
        let id = try lab.model()
        let path = "\(lab.base)/models/\(id)"
        let changed = try lab.send(
            .put(path, json: ["display_name": "Better", "short_description": "Short.", "status": "ACTIVE", "id": 1]),
            expecting: 200)
        #expect(changed["display_name"] == "Better")
        #expect(changed["status"] == "ACTIVE")
        #expect(changed["id"] == .int(id))
        let stranger = try Person.register(lab.world, "stranger@deepmock.test")
        #expect(try lab.world.send(.get("/models/\(id)").by(stranger)).status == 403)
        #expect(
            try lab.send(.put("/models/\(id)", json: ["status": "PUBLISHED"]), expecting: 200)["status"] == "PUBLISHED")
        let seen = try lab.world.send(.get("/models/\(id)").by(stranger))
        #expect(seen["models", 0, "id"] == .int(id))
        #expect(seen["count"] == 1)
        #expect(try lab.world.send(.put("/models/\(id)", json: ["name": "mine"]).by(stranger)).status == 403)
        #expect(
            try lab.world.send(
                .post("/analyze", json: ["model_id": .int(id), "documents": [["text": "a room"]]]).by(stranger)
            ).status == 200)
        try lab.send(.put("/models/\(id)", json: ["status": "PUBLISHED"]), expecting: 200)
        for status in ["ACTIVE", "READY", "TRAINING"] as [JSON] {
            try lab.send(.put(path, json: ["status": status]), expecting: 409)
        }
        try lab.send(.put(path, json: ["name": "general-sentiment"]), expecting: 409)
        try lab.send(.put(path, json: ["status": "NICE"]), expecting: 400)
    }

    @Test("a downloaded model can be uploaded again and predicts the same; a damaged one is refused")
    func files() throws {
        let lab = try Lab()
        try lab.session(Lab.reviews)
        let id = try lab.model(["display_name": "Original model"])
        let file = try lab.send(.get("\(lab.base)/models/\(id)/download"), expecting: 200)
        #expect(file.header("Content-Disposition") == "attachment; filename=\"original_model.model\"")
        #expect(try lab.send(.get("/models/\(id)/download"), expecting: 200).body == file.body)
        #expect(try lab.send(.get("/models/original_model/download"), expecting: 200).body == file.body)
        #expect(
            try lab.send(.get("/organizations/Demo/models/original_model/download"), expecting: 200).body == file.body)
        func upload(_ bytes: [UInt8], _ name: String) throws -> TestAnswer {
            try lab.send(
                TestRequest("POST", "/models/upload").multipart(
                    .field("display_name", "Copy"), .field("name", name), .field("score", "0.75"),
                    .file("file", "copy.model", bytes)))
        }
        let copy = try upload(file.body, "copy")
        #expect(copy.status == 200)
        #expect(copy["type"] == "CLASS")
        #expect(copy["score"] == 0.75)
        #expect(copy["project_id"] == .null)
        let number = try #require(copy["id"]?.int)
        for (text, tag) in Lab.reviews { #expect(try lab.tags(text, model: number) == [tag]) }
        #expect(try upload(file.body, "copy").status == 409)
        var damaged = file.body
        damaged.removeLast(5)
        #expect(try upload(damaged, "damaged").status == 400)
        #expect(try upload(Array(file.body.prefix(40)), "cut").status == 400)
        let foreign = try upload(Array("PK something else".utf8), "foreign")
        #expect(foreign["type"] == "ABSA")
        #expect(
            try lab.tags("The staff were rude", model: foreign["id"]?.int ?? 0) == [["class": "staff", "label": "NEG"]])
        try lab.send(TestRequest("POST", "/models/upload").multipart(.field("display_name", "No file")), expecting: 400)
        let shipped = try lab.send(.get("/models/2/download"), expecting: 200)
        #expect(try upload(shipped.body, "topics")["type"] == "CLASS")
        try lab.send(.get("/models/nothing/download"), expecting: 404)
        try lab.send(.get("/organizations/Demo/models/nothing/download"), expecting: 404)
    }

    @Test("models of a workspace are found by its name and by its number")
    func byName() throws {
        let lab = try Lab()
        #expect(try lab.send(.get("/organizations/Demo/models"), expecting: 200)["count"] == 4)
        #expect(try lab.send(.get("/organizations/1/models"), expecting: 200)["count"] == 4)
        try lab.send(.get("/organizations/Nowhere/models"), expecting: 404)
        let stranger = try Person.register(lab.world, "stranger@deepmock.test")
        #expect(try lab.world.send(.get("/organizations/Demo/models").by(stranger)).status == 403)
        try lab.send(.get("/organizations/1/models/2"), expecting: 200)
    }

    @Test("neither a workspace nor a model of others hides the caller's own of that name or number")
    func ownFirst() throws {
        let lab = try Lab()
        let stranger = try Person.register(lab.world, "stranger@deepmock.test")
        try lab.world.send(.post("/organizations", json: ["name": "1"]).by(stranger))
        func upload(_ name: String, _ text: String, status: String = "READY", by person: Person) throws -> Int {
            let request = TestRequest("POST", "/models/upload").multipart(
                .field("display_name", name), .field("name", name), .field("status", status),
                .file("file", "m.model", Array(text.utf8)))
            return try #require(lab.world.send(request.by(person))["id"]?.int)
        }
        _ = try upload("same", "theirs", status: "PUBLISHED", by: stranger)
        let foreign = try upload("published", "published", status: "PUBLISHED", by: stranger)
        let own = try upload("same", "mine", by: .demo)
        let number = try upload("\(own)", "a name of digits", by: .demo)
        #expect(try lab.send(.get("/organizations/1/models"), expecting: 200)["count"] == 6)
        #expect(try lab.world.send(.get("/organizations/1/models").by(stranger))["count"] == 0)
        func download(_ path: String) throws -> String { try lab.send(.get(path + "/download"), expecting: 200).text }
        #expect(try download("/organizations/1/models/same") == "mine")
        #expect(try download("/models/same") == "mine")
        #expect(try download("/models/published") == "published")
        #expect(try download("/organizations/1/models/\(own)") == "a name of digits")
        #expect(try download("/organizations/Demo/models/\(number)") == "a name of digits")
        try lab.send(.get("/organizations/1/models/\(foreign)/download"), expecting: 404)
        try lab.send(.get("/organizations/1/models/99/download"), expecting: 404)
    }

    @Test("permissions list who may use and who may manage")
    func permissions() throws {
        let lab = try Lab()
        _ = try Person.member(lab.world, "viewer@deepmock.test", role: "VIEWER")
        _ = try Person.member(lab.world, "user@deepmock.test", role: "USER")
        let list = try lab.send(.get("/models/2/permissions"), expecting: 200)
        #expect(list.json.array?.map { $0["role"] } == ["MANAGER", "USER"])
        try lab.send(.get("/models/99/permissions"), expecting: 404)
    }

    @Test("a deleted model is gone with its analyses; only managers may do that")
    func delete() throws {
        let lab = try Lab()
        try lab.session(Lab.reviews)
        let id = try lab.model()
        try lab.send(
            .post("/analyses", json: ["model_id": .int(id), "documents": [["text": "a room"]]]), expecting: 201)
        try lab.world.runUntilIdle()
        let user = try Person.member(lab.world, "user@deepmock.test", role: "USER")
        #expect(try lab.world.send(.delete("/models/\(id)").by(user)).status == 403)
        try lab.send(.delete("\(lab.base)/models/\(id)"), expecting: 204)
        try lab.send(.get("\(lab.base)/models/\(id)"), expecting: 404)
        #expect(try lab.send(.get("/analyses")).json == [])
        let other = try lab.model()
        try lab.send(.delete("/models/\(other)"), expecting: 204)
        try lab.send(.delete("/models/\(other)"), expecting: 404)
    }
}
