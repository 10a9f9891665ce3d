// Tests of the outbox: when deliveries leave, what is tried again, and what a log tells of it.

import Emulator
import Foundation
import HTTP
import JSON
import Store
import TestSupport
import Testing

@Suite("Outbox")
struct OutboxTests {
    private let log = "/__admin/webhooks/deliveries"

    private func add(_ world: World, url: String = "http://127.0.0.1:9/hook", event: String = "thing.happened") throws {
        let url = try #require(WebhookURL(url))
        try world.tenant.outbox.add(
            NewDelivery(
                platform: "deepva", event: event, subject: "thing-1", url: url, body: Array(#"{"n":1}"#.utf8),
                secret: nil),
            at: world.tenant.now)
    }

    private func settings(_ world: World, attempts: Int, delays: JSON = [10, 60]) throws {
        try world.send(
            .put("/__admin/settings", json: ["webhooks": ["attempts": .int(attempts), "delays_seconds": delays]]))
    }

    @Test("a delivery leaves after the commit of its event, not before")
    func afterCommit() throws {
        let world = try World()
        try add(world)
        world.emulator.work()
        #expect(world.receivers.requests.isEmpty)
        world.emulator.commitTurn()
        #expect(world.receivers.requests.count == 1)
        let entry = try world.send(.get(log))["deliveries", 0]
        #expect(entry?["state"] == "delivered")
        #expect(entry?["attempts"]?[0]?["status"] == 200)
        #expect(entry?["body"] == ["n": 1])
        #expect(entry?["signed"] == false)
    }

    @Test("a long log is written in slices, and holds what was there when it was asked for")
    func longLog() throws {
        let world = try World()
        for number in 0..<250 { try add(world, event: "thing.\(number)") }
        let asking = try world.begin(.get("\(log)?limit=10000"))
        asking.step()
        #expect(!asking.isAnswered)
        try add(world)
        let answer = try asking.answer()
        #expect(answer["total"] == 250)
        #expect(answer["deliveries"]?.array?.map { $0["event"] } == (0..<250).reversed().map { .string("thing.\($0)") })
    }

    @Test("what its savepoint took back is never sent")
    func rolledBack() throws {
        struct Refusal: Error {}
        let world = try World()
        #expect(throws: Refusal.self) {
            try world.tenant.database.savepoint {
                try add(world)
                throw Refusal()
            }
        }
        try world.runUntilIdle()
        #expect(world.receivers.requests.isEmpty)
        #expect(try world.send(.get(log))["total"] == 0)
    }

    @Test("one attempt by default: a failure is a failure")
    func once() throws {
        let world = try World()
        world.receivers.answers = [.answered(status: 500)]
        try add(world)
        try world.runUntilIdle()
        #expect(world.receivers.requests.count == 1)
        let entry = try world.send(.get(log))["deliveries", 0]
        #expect(entry?["state"] == "failed")
        #expect(entry?["attempts"]?[0]?["error"] == "The receiver answered 500.")
        #expect(entry?["next_attempt"] == .null)
    }

    @Test("retries follow the settings on the tenant's clock")
    func retries() throws {
        let world = try World()
        try settings(world, attempts: 5)
        world.receivers.answers = [
            .failed("nobody there."), .answered(status: 302), .answered(status: 404), .answered(status: 204),
        ]
        try add(world)
        try world.advance(seconds: 5)
        #expect(world.receivers.requests.count == 1)
        let waiting = try world.send(.get(log))["deliveries", 0]
        #expect(waiting?["state"] == "waiting")
        #expect(waiting?["next_attempt"] == "2026-01-01T00:00:10.000000Z")
        let advance = try world.send(.post("/__admin/clock/advance", json: ["to": "idle"]))
        #expect(advance["ran"]?.array?.map { $0["transition"] } == ["webhook.send", "webhook.send", "webhook.send"])
        #expect(advance["now"] == "2026-01-01T00:02:10.000000Z")
        let entry = try world.send(.get(log))["deliveries", 0]
        #expect(entry?["state"] == "delivered")
        #expect(
            entry?["attempts"]?.array?.map { $0["at"]?.string?.suffix(16) } == [
                "00:00:00.000000Z", "00:00:10.000000Z", "00:01:10.000000Z", "00:02:10.000000Z",
            ])
        #expect(entry?["attempts"]?.array?.map { $0["status"] ?? .null } == [.null, 302, 404, 204])
        #expect(entry?["attempts"]?[0]?["error"] == "nobody there.")
        #expect(world.receivers.requests.allSatisfy { $0.body == Array(#"{"n":1}"#.utf8) })
    }

    @Test("attempts end when they are used up; redelivering begins a new round")
    func redeliver() throws {
        let world = try World()
        try settings(world, attempts: 2)
        world.receivers.answers = Array(repeating: .answered(status: 503), count: 3)
        try add(world)
        try world.runUntilIdle()
        #expect(world.receivers.requests.count == 2)
        #expect(try world.send(.get(log))["deliveries", 0, "state"] == "failed")
        let again = try world.send(.post(log + "/1/redeliver"))
        #expect(again.status == 202)
        #expect(again["state"] == "waiting")
        #expect(try world.send(.post(log + "/1/redeliver")).status == 409)
        try world.runUntilIdle()
        let entry = try world.send(.get(log))["deliveries", 0]
        #expect(entry?["state"] == "delivered")
        #expect(entry?["attempts"]?.array?.map { $0["number"] } == [1, 2, 3, 4])
        #expect(try world.send(.post(log + "/1/redeliver")).status == 202)
        #expect(try world.send(.post(log + "/2/redeliver")).status == 404)
        #expect(try world.send(.post(log + "/x/redeliver")).status == 404)
    }

    @Test("nothing is sent beyond this machine unless it is allowed, nor by TLS", arguments: [false, true])
    func policy(isAllowed: Bool) throws {
        let world = try World(webhookHosts: isAllowed ? ["hooks.example.test"] : [])
        try settings(world, attempts: 3)
        for url in [
            "http://hooks.example.test/a", "http://HOOKS.example.test:8080/b", "http://other.example.test/c",
            "https://localhost/d", "http://localhost.example.test/e", "http://127.0.0.1.example.test/f",
        ] {
            try add(world, url: url)
        }
        try world.runUntilIdle()
        #expect(world.receivers.requests.map(\.url.target) == (isAllowed ? ["/a", "/b"] : []))
        let refused = try world.send(.get(log + "?state=refused"))
        #expect(refused["total"]?.int == (isAllowed ? 4 : 6))
        #expect(refused["deliveries", 0, "attempts", 0, "status"] == .null)
        #expect(refused["deliveries"]?.array?.allSatisfy { $0["attempts"]?[0]?["error"]?.string != nil } == true)
    }

    @Test("one receiver gets one delivery at a time, in order; another's do not wait for it")
    func order() throws {
        let world = try World()
        world.receivers.isSilent = true
        for event in ["a", "b"] { try add(world, event: event) }
        try add(world, url: "http://127.0.0.1:10/", event: "c")
        world.emulator.work()
        world.emulator.commitTurn()
        #expect(world.receivers.requests.map(\.url.port) == [9, 10])
        #expect(try world.send(.get(log + "?state=sending"))["total"] == 3)
        world.receivers.release()
        world.emulator.commitTurn()
        world.emulator.commitTurn()
        #expect(world.receivers.requests.count == 3)
        let states = try world.send(.get(log))["deliveries"]?.array?.map { $0["state"] }
        #expect(states == ["delivered", "delivered", "delivered"])
    }

    @Test("an advance to idle waits for what is in flight, and dates retries by the instant of the attempt")
    func advance() throws {
        let world = try World()
        try settings(world, attempts: 2)
        world.receivers.isSilent = true
        world.receivers.answers = [.failed("the line is dead.")]
        try add(world)
        var answer: Response?
        let request = try TestRequest.post("/__admin/clock/advance", json: ["seconds": 3600]).build()
        world.emulator.answer(request) { answer = $0 }
        for _ in 0..<10 {
            world.emulator.work()
            world.emulator.commitTurn()
        }
        #expect(answer == nil)
        #expect(!world.emulator.hasWork)
        #expect(world.tenant.now == Clock.defaultStart)
        #expect(try world.send(.get("/api/v1/jobs/").key()).status == 200)
        world.receivers.release()
        #expect(world.emulator.hasWork)
        for _ in 0..<10 {
            world.emulator.work()
            world.emulator.commitTurn()
        }
        #expect(answer?.status == 200)
        #expect(world.tenant.now == Clock.defaultStart.advanced(bySeconds: 3600))
        let attempts = try world.send(.get(log))["deliveries", 0, "attempts"]
        #expect(attempts?.array?.map { $0["at"]?.string?.suffix(10) } == ["00.000000Z", "10.000000Z"])
    }

    @Test("an answer that comes after a reset belongs nowhere")
    func reset() throws {
        let world = try World()
        world.receivers.isSilent = true
        try add(world)
        world.emulator.work()
        world.emulator.commitTurn()
        try world.send(.post("/__admin/reset"))
        try add(world, event: "after")
        world.emulator.work()
        world.emulator.commitTurn()
        #expect(world.receivers.requests.count == 2)
        world.receivers.release()
        world.emulator.commitTurn()
        let entries = try world.send(.get(log))
        #expect(entries["total"] == 1)
        #expect(entries["deliveries", 0, "event"] == "after")
        #expect(entries["deliveries", 0, "state"] == "delivered")
    }

    @Test("an attempt that a restart interrupted is made again")
    func restart() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        do {
            let world = try World(directory: directory)
            world.receivers.isSilent = true
            try add(world, event: "interrupted")
            try add(world, event: "queued")
            world.emulator.work()
            world.emulator.commitTurn()
            #expect(world.receivers.events == [])
            #expect(world.receivers.requests.count == 1)
            world.emulator.close()
        }
        let world = try World(directory: directory)
        world.emulator.commitTurn()
        #expect(world.receivers.requests.count == 1)
        try world.runUntilIdle()
        #expect(world.receivers.requests.count == 2)
        let entries = try world.send(.get(log))["deliveries"]
        #expect(entries?.array?.map { $0["event"] } == ["queued", "interrupted"])
        #expect(entries?.array?.map { $0["state"] } == ["delivered", "delivered"])
        #expect(entries?[1]?["attempts"]?.array?.count == 1)
        world.emulator.close()
    }

    @Test("a world that is put back sends what was in flight in it again, and takes no answer from the other one")
    func snapshot() throws {
        let world = try World()
        world.receivers.isSilent = true
        try add(world)
        world.emulator.work()
        world.emulator.commitTurn()
        #expect(try world.send(TestRequest("PUT", "/__admin/snapshots/early")).status < 300)
        #expect(try world.send(.post("/__admin/snapshots/early/restore")).status < 300)
        world.emulator.commitTurn()
        #expect(world.receivers.requests.count == 2)
        world.receivers.answers = [.answered(status: 500), .answered(status: 200)]
        world.receivers.release()
        world.emulator.commitTurn()
        let entries = try world.send(.get(log))
        #expect(entries["total"] == 1)
        #expect(entries["deliveries", 0, "attempts"]?.array?.map { $0["status"] } == [200])
    }

    @Test("the log is filtered, newest first, and forgets the oldest")
    func filters() throws {
        let world = try World()
        for index in 0..<30 { try add(world, event: index % 3 == 0 ? "third" : "other") }
        try world.runUntilIdle()
        let page = try world.send(.get(log + "?event=third&limit=4"))
        #expect(page["total"] == 10)
        #expect(page["deliveries"]?.array?.map { $0["id"] } == [28, 25, 22, 19])
        #expect(try world.send(.get(log + "?subject=nothing"))["total"] == 0)
        #expect(try world.send(.get(log + "?state=nonsense")).status == 400)
        #expect(try world.send(.get("/t/other" + log))["total"] == 0)
    }

    @Test("what is ready for a receiver is found by index")
    func plan() throws {
        let database = try World().tenant.database
        let ready = try database.explain(
            "SELECT id FROM deliveries WHERE state = 'sending' AND url = ? ORDER BY id LIMIT 1")
        #expect(ready.allSatisfy { $0.contains("deliveries_sending") })
        let nonce = try database.explain("SELECT max(nonce) FROM deliveries WHERE nonce IS NOT NULL")
        #expect(nonce.allSatisfy { $0.contains("deliveries_by_nonce") })
    }

    @Test("the log keeps ten thousand, and whatever is not over")
    func bounded() throws {
        let world = try World()
        try world.tenant.database.execute(
            """
            INSERT INTO deliveries(created, platform, event, subject, url, body, state)
            WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?)
            SELECT 0, 'deepva', 'old', 's', 'http://127.0.0.1:9/', '{}', iif(n = 2, 'waiting', 'delivered') FROM number
            """, .int(Outbox.capacity))
        for _ in 0..<3 { try add(world) }
        try world.runUntilIdle()
        let oldest = try world.send(.get(log + "?event=old&limit=10000"))
        #expect(oldest["total"]?.int == Outbox.capacity - 2)
        #expect(oldest["deliveries"]?.array?.last?["id"] == 2)
    }

    @Test("a running clock sends by itself and retries when time has passed")
    func running() throws {
        let world = try World(clock: .running)
        try settings(world, attempts: 2)
        world.receivers.answers = [.answered(status: 500)]
        try add(world)
        #expect(world.emulator.microsecondsToNextDue() == 0)
        world.emulator.work()
        world.emulator.commitTurn()
        world.emulator.commitTurn()
        #expect(world.emulator.microsecondsToNextDue() == 10_000_000)
        world.wall.now += 10_000_000
        world.emulator.work()
        world.emulator.commitTurn()
        #expect(world.receivers.requests.count == 2)
    }

    @Test(
        "settings of webhooks are checked",
        arguments: [
            ["attempts": 0], ["attempts": 101], ["delays_seconds": [-1]], ["timeout_seconds": 0], ["secret": 5],
            ["signature_header": "a b"], ["nonce_header": "X:Y"], ["nonce_header": ""], ["unknown": 1],
        ] as [JSON])
    func badSettings(webhooks: JSON) throws {
        #expect(try World().send(.put("/__admin/settings", json: ["webhooks": webhooks])).status == 400)
    }

    @Test("a receiver gets the time that the settings say, ten seconds unless told otherwise")
    func timeout() throws {
        let world = try World()
        try add(world)
        try world.runUntilIdle()
        try world.send(.put("/__admin/settings", json: ["webhooks": ["timeout_seconds": 0.25]]))
        try add(world)
        try world.runUntilIdle()
        #expect(world.receivers.requests.map(\.timeoutMilliseconds) == [10_000, 250])
    }
}
