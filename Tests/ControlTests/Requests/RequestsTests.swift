// Tests of the journal: what it shows, and what it keeps.

import JSON
import TestSupport
import Testing

@Suite("Control: requests")
struct RequestsTests {
    @Test("the journal remembers what was asked, newest first, with the reason of refusals")
    func journal() throws {
        let world = try World()
        try world.send(.get("/api/v2/external/clients/demo/calibration_groups").bearer())
        try world.send(.post("/api/v2/external/clients/demo/calibration_group/create", json: [:]).bearer())
        try world.send(.get("/api/v1/nothing"))
        let all = try world.send(.get("/__admin/requests"))
        #expect(all["total"] == 3)
        #expect(all["requests", 0, "verdict"] == "unmatched")
        #expect(all["requests", 1, "verdict"] == "refused")
        #expect(all["requests", 1, "problem", "violations", 0, "keyword"] == "required")
        #expect(all["requests", 2, "status"] == 200)
        #expect(try world.send(.get("/__admin/requests?platform=deepen-calibrate&status=400"))["total"] == 1)
        #expect(try world.send(.get("/__admin/requests?operation=listCalibrationGroups"))["total"] == 1)
        #expect(try world.send(.get("/__admin/requests?status=abc")).status == 400)
        #expect(try world.send(.get("/__admin/requests?method=post"))["total"] == 1)
        #expect(try world.send(.get("/__admin/requests?method=GET&platform=deepva"))["total"] == 1)
    }

    @Test(
        "filters that do not exist, or name what does not exist, are refused",
        arguments: [
            ("platfrom=deepva", "platfrom", "Did you mean platform?"), ("platform=deepvaa", "platform", "mean deepva?"),
            ("operation=lstJobs", "operation", "mean listJobs?"),
            ("limit=1&verdict=refused", "verdict", "no parameter"),
        ])
    func refusesUnknownFilters(query: String, field: String, hint: String) throws {
        let answer = try World().send(.get("/__admin/requests?\(query)"))
        #expect(answer.status == 400)
        #expect(answer["error", "field"] == .string(field))
        #expect(answer["error", "message"]?.string?.contains(hint) == true, "\(answer.text)")
    }

    @Test("the journal is a ring: the oldest requests go first")
    func ring() throws {
        let world = try World(journalCapacity: 3)
        for _ in 0..<5 { try world.send(.get("/api/v1/nothing")) }
        let ids = try world.send(.get("/__admin/requests"))["requests"]?.array?.compactMap { $0["id"]?.int }
        #expect(ids == [5, 4, 3])
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
        #expect(try world.send(.get("/__admin/requests/0")).status == 404)
    }

    @Test("the journal gives up the oldest bodies first when it is full of bytes, then the oldest requests")
    func boundsBytes() throws {
        let world = try World()
        let long = String(repeating: "x", count: 60_000)
        for index in 0..<300 {
            try world.send(.post("/__admin/sink/s", json: ["n": .int(index), "pad": .string(long)]))
        }
        let list = try world.send(.get("/__admin/requests?operation=sinkPost&limit=1000"))
        #expect(list["total"] == 300)
        let (newest, oldest) = (list["requests", 0, "id"]?.int ?? 0, list["requests", 299, "id"]?.int ?? 0)
        #expect(try world.send(.get("/__admin/requests/\(newest)"))["body", "cut"] == false)
        #expect(try world.send(.get("/__admin/requests/\(oldest)"))["body", "cut"] == true)
        let heads = String(repeating: "y", count: 30_000)
        for _ in 0..<700 { try world.send(.get("/__admin/info").header("X-Long", heads)) }
        #expect(try world.send(.get("/__admin/requests?limit=1"))["total"]?.int ?? 0 < 600)
    }

    @Test("large bodies are kept in part, others whole")
    func boundsBodies() throws {
        let world = try World()
        let long = String(repeating: "x", count: 100_000)
        try world.send(.post("/api/v1/jobs/", json: RequestStory.job(long)).key())
        let id = try #require(try world.send(.get("/__admin/requests?platform=deepva"))["requests", 0, "id"]?.int)
        let answer = try world.send(.get("/__admin/requests/\(id)"))
        #expect(answer["body", "cut"] == true)
        #expect(answer["body", "text"]?.string?.utf8.count == 4096)
    }

    @Test("forgetting leaves the numbers")
    func forgets() throws {
        let world = try RequestStory.world()
        #expect(try world.send(.delete("/__admin/requests")).status == 204)
        #expect(try world.send(.post("/__admin/requests/count", json: [:]))["count"] == 0)
        let next = try world.send(.get("/api/v1/jobs/").key())
        #expect(next.header("X-Deepmock-Request") == "8")
    }
}
