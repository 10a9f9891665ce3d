// Tests of 401s: each says which credentials are taken, and whose a credential is that belongs elsewhere.

import HTTP
import JSON
import TestSupport
import Testing

@Suite("Challenges")
struct ChallengesTests {
    private static let studio = ["Bearer", #"Basic realm="DeepOpinion Studio""#]

    @Test(
        "every 401 has a challenge, on every platform, for whatever reason",
        arguments: [
            (TestRequest.get("/api/v1/jobs/"), ["Key"]), (.get("/api/v1/jobs/").key("nobody"), ["Key"]),
            (.get("/api/v2/clients/demo/datasets"), ["Bearer"]),
            (.get("/api/v2/external/clients/demo/calibration_groups"), ["Bearer"]),
            (.get("/auth/status"), studio), (.get("/auth/status").bearer("nobody"), studio),
            (.post("/auth/login", json: ["email": "jo@example.com", "password": "wrong one"]), studio),
        ] as [(TestRequest, [String])])
    func challenges(request: TestRequest, expected: [String]) throws {
        let answer = try World().send(request)
        #expect(answer.status == 401)
        #expect(answer.headers.all("WWW-Authenticate") == expected)
    }

    @Test("a planned 401 and that of the control plane have one, too")
    func otherChallenges() throws {
        let world = try World(adminToken: "a-long-secret")
        #expect(try world.send(.get("/__admin/info")).headers.all("WWW-Authenticate") == ["Bearer"])
        try world.send(
            .post("/__admin/faults", json: ["match": ["operation": "listJobs"], "fault": ["status": 401]])
                .bearer("a-long-secret"))
        #expect(try world.send(.get("/api/v1/jobs/").key()).headers.all("WWW-Authenticate") == ["Key"])
    }

    @Test(
        "a credential of another tenant is explained by the header X-Deepmock-Request and in the journal",
        arguments: [
            TestRequest.get("/t/b/api/v1/jobs/").key("a:demo-key"), .get("/t/b/api/v1/jobs/").key("a:never-seen"),
            .get("/api/v1/jobs/").key("a:demo-key").header("X-Deepmock-Tenant", "b"),
            .get("/api/v1/jobs/").key("own-key-of-a").header("Host", "b.localhost"),
            .get("/t/b/auth/status").bearer("a:me"),
            .get("/t/b/api/v2/clients/demo/datasets").bearer("a:demo-token"),
            .post("/t/b/api/v1/jobs/").key("a:demo-key").header("Expect", "100-continue"),
        ])
    func explains(request: TestRequest) throws {
        let world = try World()
        for name in ["a", "b"] { try world.send(.post("/__admin/tenants", json: ["name": .string(name)])) }
        try world.send(
            .post("/t/a/__admin/credentials", json: ["platform": "deepva", "secret": "own-key-of-a"]))
        let answer = try world.send(request)
        #expect(answer.status == 401)
        let note = "the credential belongs to tenant a, the request was for tenant b"
        let header = try #require(answer.header("X-Deepmock-Request"))
        let number = try #require(Int(header.prefix { $0 != ";" }))
        #expect(header == "\(number); \(note)")
        #expect(!answer.text.contains("tenant"))
        let entry = try world.send(.get("/t/b/__admin/requests/\(number)"))
        #expect(entry["status"] == 401)
        #expect(entry["problem", "note"] == .string(note))
    }

    @Test(
        "a credential that nobody knows is not explained, nor is its absence", arguments: [nil, "nobody"] as [String?])
    func explainsNothing(key: String?) throws {
        let request = TestRequest.get("/t/b/api/v1/jobs/")
        let answer = try World().send(key.map { request.key($0) } ?? request)
        #expect(answer.status == 401)
        #expect(answer.header("X-Deepmock-Request") == "1")
    }
}
