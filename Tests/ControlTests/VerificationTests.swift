// Proof of what happened: the journal with bodies, counting, verifying, and the nearest misses.

import JSON
import TestSupport
import Testing

@Suite struct VerificationTests {
    private func world() throws -> World {
        let world = try World()
        for tag in ["a", "b", "b"] {
            try world.send(.post("/api/v1/jobs/", json: job(tag)).key())
        }
        try world.send(
            TestRequest("POST", "/api/v2/storage/").key().multipart(
                .field("folder", "/x/"), .file("file", "a.txt", type: "text/plain", Array("text".utf8))))
        try world.send(
            TestRequest("POST", "/api/v2/external/clients/demo/calibration_group/create").bearer()
                .form("calibration_group_name=Front+cameras"))
        return world
    }

    private func job(_ tag: String) -> JSON {
        [
            "sources": ["http://media.example.test/a.jpg"], "tag": .string(tag),
            "modules": ["object_scene_recognition": ["model": "general"]],
        ]
    }

    @Test(
        "patterns fit what they say",
        arguments: [
            (["operation": "createJob"], 3), (["operation": "createJob", "body": ["tag": "b"]], 2),
            (["body": ["modules": ["object_scene_recognition": [:]]]], 3), (["body": ["sources": []]], 0),
            (["method": "POST"], 5), (["path": "/api/v1/jobs/"], 3), (["status": 201], 4),
            (["headers": ["content-type": "application/json"]], 3), (["headers": ["Authorization": "Key demo-key"]], 4),
            (["body": ["folder": "/x/", "file": ["filename": "a.txt", "size": 4]]], 1),
            (["body": ["calibration_group_name": "Front cameras"]], 1), (["platform": "deepva"], 4),
            (["verdict": "refused"], 0), (["platform": "control"], 1), ([:], 5),
        ] as [(JSON, Int)])
    func counts(pattern: JSON, count: Int) throws {
        let world = try world()
        try world.send(.post("/__admin/requests/count", json: ["operation": "nothing"]))
        #expect(try world.send(.post("/__admin/requests/count", json: pattern))["count"] == .int(count))
    }

    @Test("expectations that are met are verified, in order if asked")
    func verifies() throws {
        let world = try world()
        let expectations: JSON = [
            ["request": ["operation": "createJob", "body": ["tag": "a"]], "times": 1],
            ["request": ["operation": "createJob", "body": ["tag": "b"]], "at_least": 1, "at_most": 2],
            ["request": ["operation": "uploadStorage"]],
            ["request": ["operation": "deleteJob"], "times": 0],
        ]
        #expect(try world.send(.post("/__admin/requests/verify", json: ["expect": expectations]))["verified"] == true)
        let ordered: JSON = [["request": ["operation": "createJob"]], ["request": ["operation": "uploadStorage"]]]
        let reversed: JSON = [["request": ["operation": "uploadStorage"]], ["request": ["operation": "createJob"]]]
        let good = try world.send(.post("/__admin/requests/verify", json: ["in_order": true, "expect": ordered]))
        #expect(good["verified"] == true)
        let bad = try world.send(.post("/__admin/requests/verify", json: ["in_order": true, "expect": reversed]))
        #expect(bad["verified"] == false)
        #expect(bad["in_order"] == false)
    }

    @Test("an expectation that is not met shows what came and how near it was")
    func showsMisses() throws {
        let world = try world()
        let answer = try world.send(
            .post(
                "/__admin/requests/verify",
                json: ["expect": [["request": ["operation": "createJob", "body": ["tag": "c"]], "times": 1]]]))
        #expect(answer["verified"] == false)
        #expect(answer["results", 0, "came"] == 0)
        #expect(answer["results", 0, "nearest", 0, "line"] == "POST /api/v1/jobs/")
        #expect(
            answer["results", 0, "nearest", 0, "differences"] == [["place": "body/tag", "expected": "c", "got": "a"]])
    }

    @Test("one request is shown with its headers and body, and without its secrets")
    func showsRequests() throws {
        let world = try World()
        try world.send(
            .post("/api/v1/jobs/?token=abc&x=1", json: ["sources": ["http://a.test/"], "password": "hidden"]).key())
        let list = try world.send(.get("/__admin/requests?platform=deepva"))
        let id = try #require(list["requests", 0, "id"]?.int)
        let answer = try world.send(.get("/__admin/requests/\(id)"))
        #expect(answer["verdict"] == "refused")
        #expect(answer["target"] == "/api/v1/jobs/?token=[redacted]&x=1")
        #expect(answer["body", "json", "password"] == "[redacted]")
        #expect(answer["problem", "violations", 0, "keyword"] == "required")
        #expect(!answer.text.contains("hidden"))
        #expect(!answer.text.contains("demo-key"))
        #expect(answer["headers"]?.array?.contains(["name": "Authorization", "value": "Key [redacted]"]) == true)
        #expect(try world.send(.get("/__admin/requests/999")).status == 404)
    }

    @Test("a request that matched nothing is told what it may have meant")
    func findsTheNearest() throws {
        let world = try World()
        try world.send(.get("/api/v1/job/").key())
        let list = try world.send(.get("/__admin/requests?platform=deepva"))
        #expect(list["requests", 0, "verdict"] == "unmatched")
        let answer = try world.send(.get("/__admin/requests/\(list["requests", 0, "id"]?.int ?? 0)"))
        let lines = answer["nearest"]?.array?.compactMap { $0["line"]?.string } ?? []
        #expect(lines.count == 3)
        #expect(lines.contains { $0.hasPrefix("GET /api/v1/") })
    }

    @Test("large bodies are kept in part, others whole")
    func boundsBodies() throws {
        let world = try World()
        let long = String(repeating: "x", count: 10_000)
        try world.send(.post("/api/v1/jobs/", json: job(long)).key())
        let id = try #require(try world.send(.get("/__admin/requests?platform=deepva"))["requests", 0, "id"]?.int)
        let answer = try world.send(.get("/__admin/requests/\(id)"))
        #expect(answer["body", "cut"] == true)
        #expect(answer["body", "text"]?.string?.utf8.count == 4096)
    }

    @Test("forgetting leaves the numbers")
    func forgets() throws {
        let world = try world()
        #expect(try world.send(.delete("/__admin/requests")).status == 204)
        #expect(try world.send(.post("/__admin/requests/count", json: [:]))["count"] == 0)
        let next = try world.send(.get("/api/v1/jobs/").key())
        #expect(next.header("X-Deepmock-Request") == "8")
    }
}
