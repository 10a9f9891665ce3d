// Lists, changes, permissions and deletion of models.

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

    @Test("a model is described, put into use, published for everybody, and taken back unless the setting is strict")
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
        try lab.world.send(.put("/__admin/settings", json: ["studio_strict_status": true]))
        for status in ["ACTIVE", "READY", "TRAINING"] as [JSON] {
            try lab.send(.put(path, json: ["status": status]), expecting: 409)
        }
        try lab.world.send(.put("/__admin/settings", json: ["studio_strict_status": false]))
        #expect(try lab.send(.put(path, json: ["status": "READY"]), expecting: 200)["status"] == "READY")
        #expect(try lab.world.send(.get("/models/\(id)").by(stranger)).status == 403)
        try lab.send(.put(path, json: ["name": "general-sentiment"]), expecting: 409)
        try lab.send(.put(path, json: ["status": "NICE"]), expecting: 400)
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
