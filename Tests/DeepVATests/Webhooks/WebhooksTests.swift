// Tests of webhook subscriptions and of the events that they get.

import Crypto
import Emulator
import JSON
import TestSupport
import Testing

@Suite("DeepVA: webhooks")
struct WebhooksTests {
    private let path = "/api/v1/webhooks/"

    private func subscribe(_ world: World, _ event: String, secret: String = "") throws -> String {
        let answer = try world.send(
            .post(
                path,
                json: [
                    "event": .string(event), "url": .string("http://127.0.0.1:9/\(event)"),
                    "hmac_secret": .string(secret),
                ]
            ).key())
        #expect(answer.status == 201)
        return answer["id"]?.string ?? ""
    }

    @Test("a subscription is made, read, listed and ended")
    func life() throws {
        let world = try World()
        let created = try world.send(
            .post(path, json: ["event": "deepva.export.on_started", "url": "http://localhost:9/x"]).key())
        #expect(created.status == 201)
        #expect(created["hmac_secret"] == "")
        #expect(created["description"] == "")
        #expect(created["exp_backoff"] == false)
        #expect(created["retry_limit"] == 0)
        #expect(created["time_created"] == "2026-01-01T00:00:00.000000Z")
        let id = created["id"]?.string ?? ""
        #expect(try world.send(.get(path + id + "/").key()).json == created.json)
        let second = try subscribe(world, "b")
        let page = try world.send(.get(path + "?limit=1&offset=1").key())
        #expect(page["total"] == 2)
        #expect(page["data", 0, "id"]?.string == second)
        #expect(page["prev"]?.string == "http://127.0.0.1:8484/api/v1/webhooks/?limit=1&offset=0")
        #expect(try world.send(.delete(path + id + "/").key()).status == 204)
        #expect(try world.send(.delete(path + id + "/").key()).status == 404)
        #expect(try world.send(.get(path + id + "/").key()).status == 404)
        #expect(try world.send(.get(path).key())["total"] == 1)
    }

    @Test("PUT replaces everything, PATCH only what it names")
    func changes() throws {
        let world = try World()
        let id = try subscribe(world, "a", secret: "s")
        let patched = try world.send(TestRequest("PATCH", path + id + "/").key().json(["description": "ours"]))
        #expect(patched.status == 200)
        #expect(patched["hmac_secret"] == "s")
        #expect(patched["event"] == "a")
        #expect(patched["description"] == "ours")
        try world.advance(seconds: 60)
        let put = try world.send(
            .put(path + id + "/", json: ["event": "b", "url": "http://localhost/y", "retry_limit": 3]).key())
        #expect(put["hmac_secret"] == "")
        #expect(put["description"] == "")
        #expect(put["retry_limit"] == 3)
        #expect(put["time_created"] == patched["time_created"])
        #expect(try world.send(.put(path + id + "/", json: ["event": "b"]).key())["errors", "url"] != nil)
        let unknown = path + "00000000-0000-4000-8000-000000000000/"
        #expect(try world.send(.put(unknown, json: ["event": "b", "url": "http://localhost/y"]).key()).status == 404)
        #expect(try world.send(TestRequest("PATCH", unknown).key().json([:])).status == 404)
    }

    @Test(
        "what is not a receiver is refused by name",
        arguments: [
            ("event", ["url": "http://localhost/"]), ("url", ["event": "a"]),
            ("url", ["event": "a", "url": "nonsense"]),
            ("url", ["event": "a", "url": "ftp://localhost/"]),
            ("url", ["event": "a", "url": "http://u:p@localhost/"]),
            ("url", ["event": "a", "url": "http://"]), ("url", ["event": "a", "url": "http://localhost:99999/"]),
            ("event", ["event": "", "url": "http://localhost/"]),
            ("retry_limit", ["event": "a", "url": "http://localhost/", "retry_limit": -1]),
            ("hmac_secret", ["event": "a", "url": "http://localhost/", "hmac_secret": 7]),
        ] as [(String, JSON)])
    func refusals(field: String, body: JSON) throws {
        let answer = try World().send(.post(path, json: body).key())
        #expect(answer.status == 400)
        #expect(answer.json["errors"]?.object?.keys == [field])
    }

    @Test("there is an end to subscriptions")
    func bounded() throws {
        let world = try World()
        for _ in 0..<1000 { _ = try subscribe(world, "a") }
        #expect(try world.send(.post(path, json: ["event": "a", "url": "http://localhost/"]).key()).status == 409)
    }

    @Test("a transcript and its edits are told to those who subscribed, with the records as answered")
    func transcriptEvents() throws {
        let world = try World()
        let created = "deepva.transcript.on_created"
        let version = "deepva.transcript.variant.version.on_created"
        let paragraph = "deepva.transcript.variant.version.paragraph.on_updated"
        for event in [created, version, paragraph] { _ = try subscribe(world, event, secret: "between-us") }
        let story = try TranscriptStory(world)
        let transcript = try story.transcript()
        try world.runUntilIdle()
        #expect(world.receivers.events == [created, version])
        #expect(world.receivers.documents[0]["data"]?["transcript"] == transcript.json)
        #expect(world.receivers.documents[1]["data"]?["version"]?["version"] == 1)

        let base = "/api/v1/transcripts/\(transcript["id"]?.string ?? "")/variants"
        let variant = try world.send(.get(base).key())["data", 0, "id"]?.string ?? ""
        let second = try world.send(.post("\(base)/\(variant)/versions/", json: [:]).key())
        let paragraphs = "\(base)/\(variant)/versions/2/paragraphs"
        let id = try world.send(.get(paragraphs).key())["data", 0, "id"]?.string ?? ""
        let changed = try world.send(.put("\(paragraphs)/\(id)", json: ["text": "Neu"]).key())
        try world.runUntilIdle()
        #expect(world.receivers.events.suffix(2) == [version, paragraph])
        #expect(world.receivers.documents[2]["data"]?["version"] == second.json)
        #expect(world.receivers.documents[3]["data"]?["paragraph"] == changed.json)
        #expect(try world.send(.post(base, json: ["language": "fr"]).key()).status == 201)
        try world.runUntilIdle()
        #expect(world.receivers.events.last == version)
        for (index, request) in world.receivers.requests.enumerated() {
            let signature = HMAC.sha512(key: Array("between-us".utf8), message: request.body)
            #expect(world.receivers.header("X-Signature", of: index) == Hex.encode(signature))
        }
    }

    @Test("an export tells its beginning and its end, with the export as it was then")
    func exportEvents() throws {
        let client = try MiningClient()
        let world = client.world
        for event in ["on_started", "on_completed", "on_failed"] { _ = try subscribe(world, "deepva.export." + event) }
        let dataset = try client.makeDataset()
        let body: JSON = ["strategy": "basic_dataset_export", "config": ["dataset_id": .string(dataset)]]
        let export = try client.post("/api/v1/exports/", body)
        try world.runUntilIdle()
        #expect(world.receivers.events == ["deepva.export.on_started", "deepva.export.on_completed"])
        #expect(world.receivers.documents[0]["data"]?["export"]?["state"] == "processing")
        let done = try client.get("/api/v1/exports/\(export["id"]?.string ?? "")/")
        #expect(world.receivers.documents[1]["data"]?["export"] == done.json)
        try world.send(
            .post("/__admin/outcomes", json: ["platform": "deepva", "operation": "createExport", "state": "failed"]))
        _ = try client.post("/api/v1/exports/", body)
        try world.runUntilIdle()
        #expect(world.receivers.events.last == "deepva.export.on_failed")
        #expect(world.receivers.documents.last?["data"]?["export"]?["error_msg"]?.string?.isEmpty == false)
    }

    @Test(
        "exp_backoff and retry_limit are reserved: the settings alone say how often and when a delivery is tried",
        arguments: [1, 3])
    func reservedMembers(attempts: Int) throws {
        let world = try World()
        let event = "deepva.transcript.on_created"
        let body: JSON = [
            "event": .string(event), "url": "http://localhost/hook", "exp_backoff": true, "retry_limit": 9,
        ]
        let made = try world.send(.post(path, json: body).key())
        #expect(made["exp_backoff"] == true)
        #expect(made["retry_limit"] == 9)
        try world.send(
            .put("/__admin/settings", json: ["webhooks": ["attempts": .int(attempts), "delays_seconds": [10]]]))
        world.receivers.answers = Array(repeating: .answered(status: 500), count: 10)
        _ = try TranscriptStory(world).transcript()
        try world.runUntilIdle()
        #expect(world.receivers.events == Array(repeating: event, count: attempts))
        let log = try world.send(.get("/__admin/webhooks/deliveries"))["deliveries", 0]
        #expect(log?["state"] == "failed")
        let times = (log?["attempts"]?.array ?? []).compactMap { $0["at"]?.string.flatMap(Instant.init(text:)) }
        #expect(
            zip(times.dropFirst(), times).map { $0.microseconds(since: $1) }
                == Array(repeating: 10_000_000, count: attempts - 1))
    }

    @Test("the end of a subscription is the end of its events; a refused request tells nobody anything")
    func silence() throws {
        let world = try World()
        let id = try subscribe(world, "deepva.transcript.on_created")
        try world.send(.post("/api/v1/transcripts", json: ["job_id": "00000000-0000-4000-8000-000000000000"]).key())
        try world.runUntilIdle()
        let story = try TranscriptStory(world)
        try world.send(.delete(path + id + "/").key())
        _ = try story.transcript()
        try world.runUntilIdle()
        #expect(world.receivers.requests.isEmpty)
    }
}
