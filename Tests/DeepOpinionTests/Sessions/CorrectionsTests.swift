// Tests of correction sessions.

import JSON
import TestSupport
import Testing

@Suite("Studio: correction sessions")
struct CorrectionsTests {
    /// A trained model, three texts that nobody has annotated, and a correction of all documents.
    private func correction(_ body: JSONObject = [:]) throws -> (lab: Lab, model: Int, id: Int) {
        let lab = try Lab()
        try lab.session(Lab.reviews)
        let model = try lab.model()
        for text in ["A clean bed", "Fresh soup and coffee", "Unknown words about a room"] {
            try lab.send(.post("\(lab.base)/documents", json: ["text": .string(text)]), expecting: 201)
        }
        var json = body
        json["model_id"] = .int(model)
        let made = try lab.send(.post("\(lab.base)/corrections", json: .object(json)), expecting: 201)
        #expect(made["mode"] == "CORRECTION")
        #expect(made["model", "id"] == .int(model))
        return (lab, model, try #require(made["id"]?.int))
    }

    @Test("a correction passes SAMPLING and PREDICTING, then shows what the model has predicted")
    func states() throws {
        let (lab, model, id) = try correction(["sample_size": 4, "name": "Check"])
        var seen: [JSON?] = []
        for _ in 0..<20 {
            let status = try lab.send(.get("\(lab.base)/corrections/\(id)"), expecting: 200)["status"]
            if seen.last != status { seen.append(status) }
            try lab.world.advance(seconds: 0.1)
        }
        #expect(seen == ["CREATED", "SAMPLING", "PREDICTING", "STARTED"])
        #expect(try lab.send(.get("/notifications"))[0, "title"] == "Correction is ready")
        let session = try lab.send(.get("\(lab.base)/corrections/\(id)/documents?details=tags"), expecting: 200)
        #expect(session["mode"] == "CORRECTION")
        #expect(session["model_id"] == .int(model))
        #expect(session["documents"]?.array?.count == 4)
        #expect(session["documents"]?.array?.allSatisfy { $0["segments"]?[0]?["tags"]?.array?.count == 1 } == true)
        #expect(try lab.send(.get("\(lab.base)/corrections?status=STARTED"), expecting: 200).json.array?.count == 1)
        #expect(try lab.send(.get("\(lab.base)/annotations?mode=CORRECTION"))[0, "id"] == .int(id))
    }

    @Test("confirmed tags make a segment corrected, opened ones undo it, and scores grow")
    func confirm() throws {
        let (lab, _, id) = try correction()
        let early = try lab.send(.get("\(lab.base)/corrections/\(id)/documents?details=tags"))
        #expect(early["documents"] == [])
        try lab.world.runUntilIdle()
        let documents =
            try lab.send(.get("\(lab.base)/corrections/\(id)/documents?details=tags"))["documents"]?.array ?? []
        #expect(documents.count == 15)
        let before = try lab.send(.get("\(lab.base)/corrections/\(id)"))
        let document = try #require(documents.first { $0["text"] == "Unknown words about a room" })
        let segment =
            "\(lab.base)/corrections/\(id)/documents/\(document["id"]?.int ?? 0)/segments/\(document["segments"]?[0]?["id"]?.int ?? 0)"
        let tag = try #require(document["segments"]?[0]?["tags"]?[0]?["id"]?.int)

        let confirmed = try lab.send(
            .post("\(segment)/tags/\(tag)/statuses", json: ["status": "READY"]), expecting: 200)
        #expect(confirmed["segment", "annotated"]?.string != nil)
        #expect(confirmed["progress"] == 6)
        #expect((confirmed["predicted_score"]?.int ?? 0) >= (before["predicted_score"]?.int ?? 100))
        let session = try lab.send(.get("\(lab.base)/corrections/\(id)"))
        #expect(session["status"] == "ANNOTATING")
        #expect(session["progress"] == 6.7)
        #expect(try lab.send(.get("\(lab.base)/corrections"))[0, "progress"] == 6.7)
        #expect(try lab.send(.get("\(lab.base)/corrections/\(id)/documents"))["progress"] == 6.7)
        let opened = try lab.send(
            .post("\(segment)/tags/\(tag)/statuses", json: ["status": "CORRECTING"]), expecting: 200)
        #expect(opened["segment", "annotated"] == .null)
        #expect(opened["progress"] == 0)
        try lab.send(.post("\(segment)/tags/\(tag)/statuses", json: ["status": "MAYBE"]), expecting: 400)

        let changed = try lab.send(.put("\(segment)/tags/\(tag)", json: ["class": "food"]), expecting: 200)
        #expect(changed["tag", "class"] == "food")
        #expect(changed["segment", "annotated"]?.string != nil)
        let added = try lab.send(.post("\(segment)/tags", json: ["class": "room"]), expecting: 200)
        #expect(added["tag", "class"] == "room")
        try lab.send(.post("\(segment)/tags", json: ["class": "sky"]), expecting: 400)
        let removed = try lab.send(.delete("\(segment)/tags/\(added["tag", "id"]?.int ?? 0)"), expecting: 200)
        #expect(removed["segment", "name"] == "ANNOTATED")
        #expect(removed["segment", "annotation_id"] == .int(id))
        try lab.send(.delete("\(segment)/tags/\(added["tag", "id"]?.int ?? 0)"), expecting: 404)

        for document in documents {
            let path =
                "\(lab.base)/corrections/\(id)/documents/\(document["id"]?.int ?? 0)/segments/\(document["segments"]?[0]?["id"]?.int ?? 0)"
            try lab.send(.post("\(path)/statuses", json: ["name": "ANNOTATED"]), expecting: 200)
        }
        let end = try lab.send(.get("\(lab.base)/corrections/\(id)"))
        #expect(end["status"] == "FINISHED")
        #expect(end["progress"] == 100.0)
        #expect(end["predicted_score"] == 100)
    }

    @Test("what was corrected is learned by the next model, and only that")
    func retrain() throws {
        let (lab, model, id) = try correction()
        try lab.world.runUntilIdle()
        #expect(try lab.tags("Fresh soup and coffee", model: model) == [["class": "food"]])
        let documents =
            try lab.send(.get("\(lab.base)/corrections/\(id)/documents?details=tags"))["documents"]?.array ?? []
        let document = try #require(documents.first { $0["text"] == "Fresh soup and coffee" })
        let path =
            "\(lab.base)/corrections/\(id)/documents/\(document["id"]?.int ?? 0)/segments/\(document["segments"]?[0]?["id"]?.int ?? 0)"
        let tag = try #require(document["segments"]?[0]?["tags"]?[0]?["id"]?.int)
        try lab.send(.put("\(path)/tags/\(tag)", json: ["class": "room"]), expecting: 200)
        let sessions = try lab.send(.get("\(lab.base)/annotations")).json.array?.compactMap { $0["id"] } ?? []
        let next = try lab.model(["annotation_ids": .array(sessions)])
        #expect(try lab.tags("Fresh soup and coffee", model: next) == [["class": "room"]])
        #expect(try lab.send(.get("\(lab.base)/models/\(next)"))["metrics", "train_segments"] == 11)
    }

    @Test("corrections need a usable model of the project's type and documents, and cannot be worked on too early")
    func refused() throws {
        let empty = try Lab()
        try empty.send(.post("\(empty.base)/corrections", json: ["model_id": 2]), expecting: 409)
        try empty.send(.post("\(empty.base)/corrections", json: ["model_id": 1]), expecting: 409)
        try empty.send(.post("\(empty.base)/corrections", json: ["model_id": 99]), expecting: 404)
        try empty.send(.post("\(empty.base)/corrections", json: [:]), expecting: 400)
        let (lab, _, id) = try correction()
        try lab.world.advance(seconds: 1)
        let session = try lab.send(.get("\(lab.base)/corrections/\(id)/documents?details=segments"))
        #expect(session["status"] == "PREDICTING")
        let document = session["documents", 0]
        let path =
            "\(lab.base)/corrections/\(id)/documents/\(document?["id"]?.int ?? 0)/segments/\(document?["segments"]?[0]?["id"]?.int ?? 0)"
        try lab.send(.post("\(path)/statuses", json: ["name": "ANNOTATED"]), expecting: 409)
        try lab.send(.get("\(lab.base)/corrections?status=NEVER"), expecting: 400)
    }

    @Test("a deleted correction leaves its documents")
    func delete() throws {
        let (lab, _, id) = try correction()
        try lab.world.runUntilIdle()
        try lab.send(.delete("\(lab.base)/corrections/\(id)"), expecting: 204)
        #expect(try lab.send(.get("\(lab.base)/corrections/\(id)"), expecting: 200)["status"] == "DELETING")
        try lab.send(.delete("\(lab.base)/corrections/\(id)"), expecting: 404)
        try lab.world.runUntilIdle()
        try lab.send(.get("\(lab.base)/corrections/\(id)"), expecting: 404)
        #expect(try lab.send(.get("\(lab.base)/corrections")).json == [])
        #expect(try lab.send(.get("\(lab.base)/documents"))["count"] == 15)
    }
}
