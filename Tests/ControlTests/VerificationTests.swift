// Proof of what happened: the journal with bodies, counting, verifying, and the nearest misses.

import Crypto
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

    @Test(
        "in order an expectation takes the next requests that fit, and a pattern may come back",
        arguments: [
            ([("createJob", nil), ("listJobs", nil), ("createJob", nil)], true),
            ([("createJob", 1), ("listJobs", 1), ("createJob", 1)], true),
            ([("createJob", 1), ("deleteJob", 0), ("listJobs", 1), ("createJob", 1)], true),
            ([("createJob", 2), ("listJobs", 1)], false), ([("listJobs", 1), ("createJob", 2)], false),
            ([("createJob", nil), ("createJob", nil), ("listJobs", nil)], false),
            ([("createJob", 1), ("listJobs", 1)], false),
        ] as [([(String, Int?)], Bool)])
    func ordersExpectations(expectations: [(operation: String, times: Int?)], isVerified: Bool) throws {
        let world = try World()
        try world.send(.post("/api/v1/jobs/", json: job("a")).key())
        try world.send(.get("/api/v1/jobs/").key())
        try world.send(.post("/api/v1/jobs/", json: job("b")).key())
        let expect = expectations.map { expectation -> JSON in
            let request: JSON = ["operation": .string(expectation.operation)]
            guard let times = expectation.times else { return ["request": request] }
            return ["request": request, "times": .int(times)]
        }
        let answer = try world.send(
            .post("/__admin/requests/verify", json: ["in_order": true, "expect": .array(expect)]))
        #expect(answer["verified"] == .bool(isVerified))
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
        #expect(try world.send(.get("/__admin/requests/0")).status == 404)
    }

    @Test(
        "secrets are not shown wherever they stand",
        arguments: [
            TestRequest("POST", "/auth/login").raw(
                Array(#"{"email":"a@b.test","password":"hid\"den-1","x"#.utf8), type: "application/json"),
            .post("/auth/login", json: ["email": "a@b.test", "password": ["hidden-1"]]),
            .post("/auth/login", json: ["email": "a@b.test", "password": 4_711_123]),
            .post(
                "/auth/login",
                json: ["password": "hidden-1", "pad": .string(String(repeating: "x", count: 70_000))]),
            TestRequest("POST", "/auth/login").raw(Array("a=b&password=hidden-1&c=d".utf8), type: "text/plain"),
            TestRequest("POST", "/auth/login").raw(
                Array("--b\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\nhidden-1\r\n--b--".utf8),
                type: "text/plain"),
            TestRequest("POST", "/auth/login").raw(Array("\u{FF}password: 'hidden-1'".utf8) + [0xFF], type: nil),
            .get("/api/v1/jobs/?api%5Fkey=hidden-1&access_token=hidden-1").key(),
            .get("/api/v1/jobs/").header("Authorization", "hidden-1"),
            .get("/api/v1/jobs/").key().header("Cookie", "a=hidden-1; b=hidden-1")
                .header("Set-Cookie", "a=hidden-1; Path=/").header("Proxy-Authorization", "Basic hidden-1")
                .header("X-Deepmock-Admin-Token", "hidden-1").header("X-Api-Key", "hidden-1"),
            .post("/__admin/credentials", json: ["platform": "deepva", "secret": ["hidden-1"]]),
            .post("/__admin/seeds", json: ["requests": [["path": "/auth/login", "json": ["password": "hidden-1"]]]]),
        ])
    func hidesSecrets(request: TestRequest) throws {
        let world = try World()
        let answer = try world.send(request)
        let id = try #require(answer.header("X-Deepmock-Request"))
        let shown = try world.send(.get("/__admin/requests/\(id)"))
        #expect(!shown.text.contains("hidden-1"))
        #expect(!shown.text.contains("den-1"))
        #expect(!shown.text.contains("4711123"))
        #expect(!shown.text.contains(Base64.encode(Array("'hidden-1'".utf8))))
        #expect(shown.text.contains("[redacted]") || shown["body", "base64"] != nil)
        #expect(!(try world.send(.get("/__admin/requests")).text.contains("hidden-1")))
    }

    @Test("near misses do not show secrets either")
    func hidesSecretsInMisses() throws {
        let world = try World()
        try world.send(.post("/api/v1/jobs/?api_key=hidden-1", json: ["password": "hidden-1", "tag": "a"]).key())
        let answer = try world.send(
            .post(
                "/__admin/requests/verify",
                json: [
                    "expect": [
                        [
                            "request": [
                                "operation": "createJob", "query": ["api_key": "x"], "body": ["password": "y"],
                            ]
                        ]
                    ]
                ]))
        #expect(
            answer["results", 0, "nearest", 0, "differences"] == [
                ["place": "query/api_key", "expected": "x", "got": "[redacted]"],
                ["place": "body/password", "expected": "y", "got": "[redacted]"],
            ])
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

    @Test(
        "of operations with much the same path the one with the request's method is nearest",
        arguments: [
            (TestRequest("POST", "/api/v1/job/"), "createJob"), (.get("/api/v1/job/"), "listJobs"),
            (.get("/api/v1/jbos/1/"), "getJob"), (.delete("/api/v1/jbos/1/"), "deleteJob"),
        ])
    func ranksTheNearest(request: TestRequest, operation: String) throws {
        let world = try World()
        let id = try #require(try world.send(request.key()).header("X-Deepmock-Request"))
        #expect(try world.send(.get("/__admin/requests/\(id)"))["nearest", 0, "operation"] == .string(operation))
    }

    @Test("bodies are compared up to 64 KiB; of longer ones a miss says that they were cut")
    func comparesLongBodies() throws {
        let world = try World()
        for count in [500, 5000] {
            let sources = (0..<count).map { JSON.string("http://media.example.test/\($0).jpg") }
            try world.send(
                .post(
                    "/api/v1/jobs/",
                    json: [
                        "tag": .string("of-\(count)"), "sources": .array(sources),
                        "modules": ["object_scene_recognition": ["model": "general"]],
                    ]
                ).key())
        }
        let pattern: JSON = ["operation": "createJob", "body": ["tag": "of-500"]]
        #expect(try world.send(.post("/__admin/requests/count", json: pattern))["count"] == 1)
        let answer = try world.send(
            .post(
                "/__admin/requests/verify",
                json: ["expect": [["request": ["method": "POST", "body": ["tag": "of-5000"]], "times": 1]]]))
        #expect(answer["results", 0, "met"] == false)
        let differences = answer["results", 0, "nearest"]?.array?.flatMap { $0["differences"]?.array ?? [] }
        #expect(differences?.contains { $0["got"] == "a body of which only the beginning was kept" } == true)
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
