// Changing, listing and deleting labeling sessions.

import JSON
import TestSupport
import Testing

@Suite("Studio: labeling sessions")
struct LabelingSessionsTests {
    private func withDocuments(_ count: Int, type: String = "CLASS") throws -> Lab {
        let lab = try Lab(type: type)
        for number in 0..<count {
            try lab.send(
                .post("\(lab.base)/documents", json: ["text": .string("Text number \(number)")]), expecting: 201)
        }
        return lab
    }

    @Test("a session can be renamed, get documents, and lose classes")
    func change() throws {
        let lab = try withDocuments(2)
        let documents = try lab.send(.get("\(lab.base)/documents"))["documents"]?.array ?? []
        let id = try #require(
            lab.send(.post("\(lab.base)/annotations", json: ["document_ids": [documents[0]["id"] ?? .null]]))["id"]?.int
        )
        try lab.world.runUntilIdle()
        let path = "\(lab.base)/annotations/\(id)"
        try lab.send(
            .post("\(path)/documents/\(documents[0]["id"]?.int ?? 0)/statuses", json: ["name": "ANNOTATED"]),
            expecting: 200)
        #expect(try lab.send(.get(path))["status"] == "FINISHED")
        let changed = try lab.send(
            .put(
                path,
                json: [
                    "name": "Renamed", "classes": ["food"], "document_ids": [documents[1]["id"] ?? .null],
                    "documents": [["text": "new", "segments": [["text": "new", "tags": [["class": "food"]]]]]],
                ]), expecting: 200)
        #expect(changed["name"] == "Renamed")
        #expect(changed["classes"] == ["food"])
        #expect(changed["document_count"] == 3)
        #expect(changed["status"] == "ANNOTATING")
        #expect(changed["finished"] == .null)
        try lab.send(.put(path, json: ["document_ids": [12345]]), expecting: 400)
        try lab.send(.put(path, json: ["labels": ["POS"]]), expecting: 400)
    }

    @Test("lists filter by mode and status, and refuse words that are neither")
    func filters() throws {
        let lab = try withDocuments(1)
        try lab.send(.post("\(lab.base)/annotations", json: [:]), expecting: 201)
        #expect(
            try lab.send(.get("\(lab.base)/annotations?mode=ANNOTATION,CORRECTION&status=CREATED")).json.array?.count
                == 1)
        #expect(try lab.send(.get("\(lab.base)/annotations?status=FINISHED")).json == [])
        #expect(try lab.send(.get("\(lab.base)/annotations?mode=CORRECTION")).json == [])
        try lab.send(.get("\(lab.base)/annotations?mode=OTHER"), expecting: 400)
        for query in [
            "status=FINISHED&status=CREATED", "status=CREATED&status=FINISHED", "status=SAMPLING,created&status=FAILED",
            "mode=CORRECTION&mode=ANNOTATION", "status=",
        ] {
            #expect(try lab.send(.get("\(lab.base)/annotations?\(query)")).json.array?.count == 1, "\(query)")
        }
        #expect(try lab.send(.get("\(lab.base)/annotations?status=FINISHED&status=FAILED")).json == [])
    }

    @Test("a deleted session is DELETING and for reading only, then gone; its documents stay")
    func delete() throws {
        let lab = try Lab()
        let id = try lab.session([("one", ["class": "room"])])
        try lab.send(.delete("\(lab.base)/annotations/\(id)"), expecting: 204)
        #expect(try lab.send(.get("\(lab.base)/annotations/\(id)"), expecting: 200)["status"] == "DELETING")
        #expect(try lab.send(.get("\(lab.base)/annotations"))[0, "status"] == "DELETING")
        try lab.send(.put("\(lab.base)/annotations/\(id)", json: ["name": "late"]), expecting: 404)
        try lab.send(.delete("\(lab.base)/annotations/\(id)"), expecting: 404)
        try lab.world.runUntilIdle()
        try lab.send(.get("\(lab.base)/annotations/\(id)"), expecting: 404)
        #expect(try lab.send(.get("\(lab.base)/annotations")).json == [])
        #expect(try lab.send(.get("\(lab.base)/documents"))["count"] == 1)
        #expect(try lab.send(.get("\(lab.base)/tags"))["count"] == 0)
        try lab.send(.delete("\(lab.base)/annotations/\(id)"), expecting: 404)
    }

    @Test("viewers look and may not write; strangers may not even look")
    func roles() throws {
        let lab = try withDocuments(1)
        let id = try #require(lab.send(.post("\(lab.base)/annotations", json: [:]))["id"]?.int)
        let viewer = try Person.member(lab.world, "viewer@deepmock.test", role: "VIEWER")
        let stranger = try Person.register(lab.world, "stranger@deepmock.test")
        #expect(try lab.world.send(.get("\(lab.base)/annotations/\(id)").by(viewer)).status == 200)
        #expect(try lab.world.send(.post("\(lab.base)/annotations", json: [:]).by(viewer)).status == 403)
        #expect(try lab.world.send(.delete("\(lab.base)/annotations/\(id)").by(viewer)).status == 403)
        #expect(try lab.world.send(.get("\(lab.base)/annotations/\(id)").by(stranger)).status == 403)
        #expect(try lab.world.send(.get("\(lab.base)/annotations/\(id)")).status == 401)
    }
}
