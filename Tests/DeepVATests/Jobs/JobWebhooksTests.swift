// Tests of the webhook of a single job.

import Crypto
import Emulator
import JSON
import TestSupport
import Testing

@Suite("DeepVA: job webhooks")
struct JobWebhooksTests {
    private func add(
        _ world: World, events: [String], modules: JSON = ["face_recognition": [:], "speech_recognition": [:]],
        callback: String = "http://127.0.0.1:9/hook", source: String = "http://example.test/talk.mp4"
    ) throws -> TestAnswer {
        try world.send(
            .post(
                "/api/v1/jobs/",
                json: [
                    "sources": [.string(source)], "modules": modules,
                    "webhook": ["events": .array(events.map(JSON.string)), "callback": .string(callback)],
                ]
            ).key())
    }

    @Test("plain events tell the job's transitions, in order, with the job as it was at that instant")
    func plain() throws {
        let world = try World()
        let job = try add(world, events: ["on_completed", "on_started", "on_failed"])
        #expect(job["webhook", "callback"] == "http://127.0.0.1:9/hook")
        try world.runUntilIdle()
        #expect(world.receivers.events == ["on_started", "on_completed"])
        let documents = world.receivers.documents
        #expect(documents[0]["data"]?["job"]?["state"] == "processing")
        #expect(documents[0]["data"]?["job"]?["time_completed"] == .null)
        let read = try world.send(.get("/api/v1/jobs/\(job["id"]?.string ?? "")/").key())
        #expect(documents[1]["data"]?["job"] == read.json)
        #expect(world.receivers.requests[0].url.text == "http://127.0.0.1:9/hook")
        #expect(world.receivers.header("Content-Type", of: 0) == "application/json")
        #expect(world.receivers.header("X-Signature", of: 0) == nil)
        #expect(world.receivers.header("X-Nonce", of: 0) == nil)
    }

    @Test("links in webhooks lead where the client of the job reached the server")
    func linksFollowTheClient() throws {
        let world = try World()
        for (host, proxied) in [("mock.test:8080", false), ("127.0.0.1:8484", true)] {
            var request = TestRequest.post(
                "/api/v1/jobs/",
                json: [
                    "sources": ["http://example.test/a.jpg"], "modules": ["face_recognition": [:]],
                    "webhook": ["events": ["on_completed"], "callback": "http://127.0.0.1:9/hook"],
                ]
            ).key().header("Host", host)
            if proxied {
                request = request.header("X-Forwarded-Host", "api.deepva.com").header("X-Forwarded-Proto", "https")
            }
            try world.send(request)
        }
        try world.runUntilIdle()
        let links = world.receivers.documents.compactMap { $0["data"]?["job"]?["result"]?["detailed_link"]?.string }
        try #require(links.count == 2)
        #expect(links[0].hasPrefix("http://mock.test:8080/v1/jobs/"))
        #expect(links[1].hasPrefix("https://api.deepva.com/v1/jobs/"))
    }

    @Test("the timestamp is Unix time with six decimals")
    func timestamp() throws {
        let world = try World()
        try world.send(.put("/__admin/clock", json: ["now": "2026-01-01T00:00:00.000042Z"]))
        _ = try add(world, events: ["on_started"])
        try world.runUntilIdle()
        let text = String(decoding: world.receivers.requests[0].body, as: UTF8.self)
        #expect(text.hasPrefix(#"{"event":"on_started","timestamp":1767225600.500042,"data":{"job":{"id":"#))
    }

    @Test("namespaced events tell those of one module; other modules' never come")
    func namespaced() throws {
        let world = try World()
        _ = try add(
            world,
            events: [
                "job.face_recognition.on_started", "job.face_recognition.on_completed",
                "job.text_recognition.on_started",
                "job.landmark_recognition.on_segment_start", "on_completed", "on_completed",
            ])
        try world.runUntilIdle()
        #expect(
            world.receivers.events
                == ["job.face_recognition.on_started", "job.face_recognition.on_completed", "on_completed"])
    }

    @Test("a failed job tells on_failed")
    func failure() throws {
        let world = try World()
        _ = try add(
            world, events: ["on_completed", "on_failed", "job.face_recognition.on_failed"], source: "storage://nothing")
        try world.runUntilIdle()
        #expect(world.receivers.events == ["on_failed", "job.face_recognition.on_failed"])
        #expect(world.receivers.documents[0]["data"]?["job"]?["errors"]?.array?.count == 1)
    }

    @Test("on_detailed_result comes once a result, before the end, with the result as the list shows it")
    func detailedResults() throws {
        let world = try World()
        let job = try add(
            world, events: ["on_detailed_result", "job.speech_recognition.on_detailed_result", "on_completed"])
        try world.runUntilIdle()
        let list = try world.send(.get("/api/v1/jobs/\(job["id"]?.string ?? "")/detailed-results/?limit=9999").key())
        let results = list["data"]?.array ?? []
        let plain = world.receivers.documents.filter { $0["event"] == "on_detailed_result" }
        #expect(!results.isEmpty)
        #expect(plain.map { $0["data"]?["detailed_result"] } == results)
        let ofSpeech = world.receivers.documents.filter { $0["event"] == "job.speech_recognition.on_detailed_result" }
        #expect(
            ofSpeech.map { $0["data"]?["detailed_result"] } == results.filter { $0["module"] == "speech_recognition" })
        #expect(world.receivers.events.last == "on_completed")
        #expect(plain.first?["data"]?["job"]?["state"] == "processing")
    }

    @Test("a deleted job tells nothing")
    func abort() throws {
        let world = try World()
        let job = try add(world, events: ["on_started", "on_completed", "on_failed"])
        try world.advance(seconds: 0.6)
        try world.send(.delete("/api/v1/jobs/\(job["id"]?.string ?? "")/").key())
        try world.runUntilIdle()
        #expect(world.receivers.events == ["on_started"])
    }

    @Test("with an account secret in the settings every request is signed, and its nonce grows")
    func signature() throws {
        let world = try World()
        try world.send(
            .put("/__admin/settings", json: ["webhooks": ["secret": "account", "signature_header": "X-Sig"]]))
        for _ in 0..<2 { _ = try add(world, events: ["on_started", "job.face_recognition.on_started"]) }
        try world.runUntilIdle()
        var nonces: [Int] = []
        for (index, request) in world.receivers.requests.enumerated() {
            let signature = HMAC.sha512(key: Array("account".utf8), message: request.body)
            #expect(world.receivers.header("X-Sig", of: index) == Hex.encode(signature))
            nonces.append(world.receivers.header("X-Nonce", of: index).flatMap { Int($0) } ?? 0)
        }
        #expect(nonces.count == 4)
        #expect(nonces[0] == 1_767_225_600)
        #expect(zip(nonces, nonces.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test(
        "a webhook that could never be called is refused by name",
        arguments: [
            ("webhook.callback", ["events": [], "callback": "nonsense"]),
            ("webhook.callback", ["events": [], "callback": "mailto:a@b"]),
            ("webhook.callback", ["events": []]), ("webhook.events", ["callback": "http://localhost/"]),
            ("webhook.events.1", ["events": ["on_started", "on_finish"], "callback": "http://localhost/"]),
            ("webhook.events.0", ["events": ["job.face_recognition"], "callback": "http://localhost/"]),
            ("webhook.events.0", ["events": ["job..on_started"], "callback": "http://localhost/"]),
            ("webhook", "x"),
        ] as [(String, JSON)])
    func refusals(field: String, webhook: JSON) throws {
        let answer = try World().send(
            .post(
                "/api/v1/jobs/",
                json: [
                    "sources": ["http://example.test/a.jpg"], "modules": ["face_recognition": [:]], "webhook": webhook,
                ]
            ).key())
        #expect(answer.status == 400)
        #expect(answer.json["errors"]?.object?.keys == [field])
    }

    @Test("links in the job lead to where it was created")
    func links() throws {
        let world = try World()
        let job = try world.send(
            .post(
                "/t/ci/api/v1/jobs/",
                json: [
                    "sources": ["http://example.test/a.jpg"], "modules": ["face_recognition": [:]],
                    "webhook": ["events": ["on_started"], "callback": "http://localhost:9/"],
                ]
            ).key("ci:demo-key"))
        try world.runUntilIdle(tenant: "ci")
        let link = world.receivers.documents[0]["data"]?["job"]?["result"]?["detailed_link"]
        #expect(link == job["result", "detailed_link"])
    }
}
