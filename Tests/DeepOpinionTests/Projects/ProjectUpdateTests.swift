// Changing every attribute of a project.

import JSON
import TestSupport
import Testing

@Suite("Studio: changing projects")
struct ProjectUpdateTests {
    private let bench: Bench
    private let project: Int
    private let path: String

    init() throws {
        bench = try Bench()
        project = try bench.project("CLASSLABEL")
        path = "/projects/\(project)"
    }

    @Test("all attributes change, and others stay")
    func everything() throws {
        let body: JSON = [
            "external_id": 412, "classes": ["Comfort", "Staff", "Staff"], "labels": ["good"],
            "created": "2020-02-03T04:05:06Z", "status": "FAILED", "models": [], "id": 7,
        ]
        let changed = try bench.call("PUT", path, body)
        #expect(changed.status == 200)
        #expect(changed["external_id"] == 412)
        #expect(changed["classes"] == ["Comfort", "Staff"])
        #expect(changed["labels"] == ["good"])
        #expect(changed["created"] == "2020-02-03T04:05:06Z")
        #expect(changed["status"] == "FAILED")
        #expect(changed["name"] == "Reviews")
        #expect(try bench.get(path).json == changed.json)
        #expect(try bench.call("PUT", path, changed.json).json == changed.json)
        #expect(try bench.call("PUT", path, ["external_id": nil])["external_id"] == .null)
        for body in [["classes": [""]], ["classes": [" "]], ["external_id": "x"], ["created": "x"], ["status": "NEW"]]
            as [JSON]
        {
            #expect(try bench.call("PUT", path, body).status == 400)
        }
        #expect(try bench.get(path)["classes"] == ["Comfort", "Staff"])
    }

    @Test("names that stay keep their numbers and tags; the tags of the others go")
    func replacement() throws {
        for name in ["a", "b", "c"] { try bench.call("POST", path + "/classes", ["name": .string(name)]) }
        let tags = JSON.array((0..<900).map { ["class": $0 % 3 == 0 ? "a" : "b"] })
        try bench.call(
            "POST", path + "/documents", ["text": "One.", "segments": [["text": "One.", "tags": tags]]])
        #expect(try bench.get(path + "/tags")["total"] == 900)
        #expect(try bench.call("PUT", path, ["classes": ["d", "a"]])["classes"] == ["a", "d"])
        #expect(try bench.get(path + "/classes").json.each("id") == [1, 4])
        #expect(try bench.get(path + "/tags")["total"] == 300)
        #expect(try bench.call("PUT", path, ["classes": []])["classes"] == [])
        #expect(try bench.get(path + "/tags")["total"] == 0)
    }

    @Test("the labels of an ABSA project stay as they are")
    func fixedLabels() throws {
        let path = "/projects/\(try bench.project("ABSA", name: "Aspects"))"
        #expect(try bench.call("PUT", path, ["labels": ["NEG", "NEU", "POS"]]).status == 200)
        #expect(try bench.call("PUT", path, ["labels": ["POS"], "name": "x"]).status == 409)
        #expect(try bench.get(path)["name"] == "Aspects")
        #expect(try bench.get(path)["labels"] == ["POS", "NEU", "NEG"])
    }

    @Test("the type changes whatever the project has, and new tags follow it")
    func type() throws {
        try bench.call("POST", path + "/labels", ["name": "good"])
        try bench.call(
            "POST", path + "/documents", ["text": "a", "segments": [["text": "a", "tags": [["label": "good"]]]]])
        #expect(try bench.call("PUT", path, ["type": "ABSA"])["labels"] == ["good", "POS", "NEU", "NEG"])
        #expect(try bench.get(path + "/tags")["total"] == 1)
        #expect(try bench.call("PUT", path, ["labels": ["POS", "NEU", "NEG"]])["labels"] == ["POS", "NEU", "NEG"])
        #expect(try bench.call("PUT", path, ["type": "CLASS"])["type"] == "CLASS")
        let labeled: JSON = ["text": "a", "segments": [["text": "a", "tags": [["label": "POS"]]]]]
        #expect(try bench.call("POST", path + "/documents", labeled).status == 400)
    }

    @Test("a status that is set drops a copy under way, and DELETED deletes")
    func statuses() throws {
        for _ in 0..<3 { try bench.call("POST", path + "/documents", ["text": "a"]) }
        let copy = "/projects/\(try bench.call("POST", path + "/clone", [:])["id"]?.int ?? 0)"
        #expect(try bench.call("PUT", copy, ["status": "CREATED"])["status"] == "CREATED")
        try bench.world.runUntilIdle()
        #expect(try bench.get(copy)["status"] == "CREATED")
        #expect(try bench.get(copy + "/documents")["count"] == 0)
        #expect(try bench.call("PUT", copy, ["status": "DELETED"])["status"] == "DELETED")
        #expect(try bench.get(copy).status == 404)
        try bench.world.runUntilIdle()
        try bench.world.send(.put("/__admin/settings", json: ["studio_strict_status": true]))
        #expect(try bench.call("PUT", path, ["status": "FAILED"]).status == 409)
        #expect(try bench.call("PUT", path, ["status": "CREATED"]).status == 200)
    }
}
