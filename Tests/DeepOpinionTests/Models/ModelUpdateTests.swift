// Changing every attribute of a model.

import JSON
import TestSupport
import Testing

@Suite("Studio: changing models")
struct ModelUpdateTests {
    private let lab: Lab
    private let id: Int
    private let path: String

    init() throws {
        lab = try Lab()
        try lab.session(Lab.reviews)
        id = try lab.model(["display_name": "Trained", "name": "trained"])
        path = "\(lab.base)/models/\(id)"
    }

    private func put(
        _ body: JSON, expecting status: Int = 200, location: SourceLocation = #_sourceLocation
    ) throws
        -> TestAnswer
    {
        try lab.send(.put("/models/\(id)", json: body), expecting: status, location: location)
    }

    @Test("all attributes change, and show in every operation")
    func everything() throws {
        let uuid: JSON = "0B5E2A60-3C1B-4F0E-9D57-6A1F6C2D7E11"
        let changed = try put([
            "uuid": uuid, "created": "2020-02-03T04:05:06Z", "type": "LABEL", "status": "TRAINING", "progress": 42.5,
            "base": "general", "score": 0.5, "language": "de", "id": 99, "project_id": 99,
        ])
        #expect(changed["uuid"] == "0b5e2a60-3c1b-4f0e-9d57-6a1f6c2d7e11")
        #expect(changed["created"] == "2020-02-03T04:05:06Z")
        #expect(changed["type"] == "LABEL")
        #expect(changed["status"] == "TRAINING")
        #expect(changed["progress"] == 42.5)
        #expect(changed["id"] == .int(id))
        #expect(changed["project_id"] == .int(lab.project))
        try lab.world.runUntilIdle()
        let read = try lab.send(.get(path), expecting: 200)
        for key in ["uuid", "created", "type", "status", "progress"] {
            #expect(read.json[key] == changed.json[key], "\(key)")
        }
        // The progress goes with the status that it was set in.
        #expect(try put(["status": "READY"])["progress"] == 100.0)
    }

    @Test("a model that is sent back as it was read stays as it is")
    func unchanged() throws {
        let read = try lab.send(.get("/models/\(id)"))["models", 0] ?? .null
        #expect(try put(read).json == read)
        try lab.send(.put("/models/1", json: lab.send(.get("/models/1"))["models", 0] ?? .null), expecting: 200)
    }

    @Test("a uuid is used once, and must be one")
    func uuids() throws {
        let other = try lab.send(.get("/models/1"))["models", 0]?["uuid"] ?? .null
        #expect(try put(["uuid": other], expecting: 409)["status"] == "CONFLICT")
        _ = try put(["uuid": "x"], expecting: 400)
        for body in [["created": "yesterday"], ["progress": 101], ["type": "BASE"], ["status": "OLD"]] as [JSON] {
            _ = try put(body, expecting: 400)
        }
    }

    @Test("an owner may be anybody; a member of the workspace, by name or address, manages the model then")
    func owners() throws {
        let member = try Person.member(lab.world, "ann@deepmock.test", role: "USER")
        try lab.world.send(
            .put("/users/\(member.id)", json: ["first_name": "Ann", "last_name": "Ames"]).by(member))
        _ = try Person.register(lab.world, "stranger@deepmock.test")
        for other in ["stranger@deepmock.test", "Nobody"] as [JSON] {
            #expect(try put(["owner": other])["owner"] == other)
        }
        _ = try put(["owner": ""], expecting: 400)
        #expect(try lab.world.send(.put("/models/\(id)", json: ["score": 1]).by(member)).status == 403)
        #expect(try put(["owner": "ANN@deepmock.test"])["owner"] == "Ann Ames")
        #expect(try lab.world.send(.put("/models/\(id)", json: ["score": 1]).by(member)).status == 200)
        #expect(try put(["owner": "Demo Account"])["owner"] == "Demo Account")
        #expect(try lab.world.send(.put("/models/\(id)", json: ["score": 0.5]).by(member)).status == 403)
    }

    @Test(
        "every status can be set and stays", arguments: ["CREATED", "QUEUED", "TRAINING", "FAILED", "ACTIVE", "READY"])
    func statuses(status: String) throws {
        _ = try put(["status": "PUBLISHED"])
        #expect(try put(["status": .string(status)])["status"] == .string(status))
        try lab.world.runUntilIdle()
        #expect(try lab.send(.get(path))["status"] == .string(status))
        let analysis = try lab.send(
            .post("/analyze", json: ["model_id": .int(id), "documents": [["text": "A room"]]]))
        #expect(analysis.status == (["ACTIVE", "READY"].contains(status) ? 200 : 409))
    }

    @Test("a training is dropped when the status is set, and a model that is CREATED again is trained by its name")
    func trainingAgain() throws {
        let made = try lab.send(
            .post("\(lab.base)/models", json: ["display_name": "Second", "name": "second"]), expecting: 201)
        let second = "\(lab.base)/models/\(made["id"]?.int ?? 0)"
        try lab.send(.post("\(lab.base)/models", json: ["name": "second"]), expecting: 409)
        try lab.world.advance(seconds: 0.3)
        try lab.send(.put(second, json: ["status": "FAILED"]), expecting: 200)
        try lab.world.runUntilIdle()
        #expect(try lab.send(.get(second))["status"] == "FAILED")
        try lab.send(.post("\(lab.base)/models", json: ["name": "second"]), expecting: 409)
        try lab.send(.put(second, json: ["status": "CREATED"]), expecting: 200)
        let again = try lab.send(.post("\(lab.base)/models", json: ["name": "second"]), expecting: 201)
        #expect(again["id"] == made["id"])
        #expect(again["display_name"] == "Second")
        #expect(again["status"] == "CREATED")
        try lab.world.runUntilIdle()
        #expect(try lab.send(.get(second))["status"] == "READY")
        try lab.send(.post("\(lab.base)/models", json: ["name": "second"]), expecting: 409)
    }
}
