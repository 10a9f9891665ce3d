// The promise of the events: what happens is told once, in order, to everybody who looks; and nothing is kept for nobody.

import Emulator
import Foundation
import HTTP
import JSON
import TestSupport
import Testing

@Suite("Control: events")
struct EventsTests {
    /// One event.
    private struct Event {
        let id: String?
        let name: String
        let data: JSON
    }

    /// What a reader has got since it was asked last.
    private static func events(_ body: any LiveBody) throws -> [Event] {
        let text = String(decoding: body.take(maximum: 1 << 20), as: UTF8.self)
        return try text.components(separatedBy: "\n\n").filter { !$0.isEmpty }.map { block in
            var fields: [String: String] = [:]
            for line in block.split(separator: "\n") {
                let parts = line.split(separator: ":", maxSplits: 1)
                fields[String(parts[0])] = parts[1].drop { $0 == " " }.description
            }
            let data = try #require(fields["data"])
            return Event(id: fields["id"], name: fields["event"] ?? "message", data: try JSON(parsing: data))
        }
    }

    /// Lets a quarter of a second go by, after which events are written.
    private static func turn(_ world: World) {
        world.wall.now += 300_000
        world.emulator.work()
        world.emulator.commitTurn()
    }

    private static let job: JSON = [
        "sources": ["http://media.example.test/a.jpg"], "modules": ["face_recognition": ["model": "celebrities"]],
    ]

    @Test("a reader is greeted, and told what happens: requests, transitions, the clock")
    func tells() throws {
        let world = try World()
        try world.send(.get("/api/v1/jobs/").key())
        let body = try world.follow(.get("/__admin/events"))
        let hello = try Self.events(body)
        #expect(hello.map(\.name) == ["hello"])
        #expect(hello[0].data["tenant"] == "default")
        #expect(hello[0].data["requests"] == 1)
        #expect(hello[0].data["clock"]?["mode"] == "frozen")
        try world.send(.post("/api/v1/jobs/", json: Self.job).key())
        Self.turn(world)
        let made = try Self.events(body)
        #expect(made.map(\.name) == ["request"])
        #expect(made[0].data["operation"] == "createJob")
        #expect(made[0].data["status"] == 201)
        try world.runUntilIdle()
        Self.turn(world)
        let ran = try Self.events(body)
        #expect(ran.map(\.name) == ["request", "transition", "transition", "clock"])
        #expect(ran[1].data["transition"] == "deepva.job.start")
        #expect(ran[2].data["transition"] == "deepva.job.finish")
        #expect(ran[3].data["pending"]?["work"] == 0)
        try world.send(.post("/__admin/reset", json: [:]))
        Self.turn(world)
        #expect(try Self.events(body).first { $0.name == "world" }?.data["change"] == "reset")
        body.end()
    }

    @Test("deliveries are told as they go")
    func deliveries() throws {
        let world = try World()
        let body = try world.follow(.get("/__admin/events"))
        var job = Self.job.object ?? [:]
        job["webhook"] = ["events": ["on_completed"], "callback": "http://127.0.0.1:9/hook"]
        try world.send(.post("/api/v1/jobs/", json: .object(job)).key())
        try world.runUntilIdle()
        Self.turn(world)
        let told = try Self.events(body).filter { $0.name == "delivery" }
        let log = try world.send(.get("/__admin/webhooks/deliveries"))
        #expect(log["total"] == 1)
        #expect(told.last?.data == log["deliveries", 0])
        body.end()
    }

    @Test("readers in other tenants hear nothing of it")
    func apart() throws {
        let world = try World()
        let body = try world.follow(.get("/t/worker-3/__admin/events"))
        #expect(try Self.events(body)[0].data["tenant"] == "worker-3")
        try world.send(.get("/api/v1/jobs/").key())
        Self.turn(world)
        #expect(try Self.events(body).isEmpty)
        body.end()
    }

    @Test("whoever comes back with the last id gets what it has missed")
    func resumes() throws {
        let world = try World()
        let first = try world.follow(.get("/__admin/events"))
        try world.send(.get("/api/v1/jobs/").key())
        Self.turn(world)
        let id = try #require(try Self.events(first).last?.id)
        first.end()
        try world.send(.get("/api/v1/models/").key())
        Self.turn(world)
        let second = try world.follow(.get("/__admin/events").header("Last-Event-ID", id))
        let missed = try Self.events(second)
        #expect(missed.map(\.name) == ["hello", "request"])
        #expect(missed[0].id == id)
        #expect(missed[1].data["operation"] == "listModels")
        second.end()
    }

    @Test(
        "whoever comes back too late, or from another process, is told that something is lost",
        arguments: ["another-1", "1", "", "-", "x-999999999999999999999"])
    func tooLate(id: String) throws {
        let world = try World()
        let body = try world.follow(.get("/__admin/events").header("Last-Event-ID", id))
        let events = try Self.events(body)
        #expect(events.map(\.name) == ["hello", "lost"])
        #expect(events[1].data["events"] == .null)
        body.end()
    }

    @Test("a reader that does not read loses the oldest, is told how many, and the memory is bounded")
    func slow() throws {
        let world = try World()
        let body = try world.follow(.get("/__admin/events"))
        _ = try Self.events(body)
        for _ in 0..<130 {
            for _ in 0..<25 { try world.send(.get("/api/v1/nothing")) }
            Self.turn(world)
        }
        let events = try Self.events(body)
        #expect(events[0].name == "lost")
        let lost = try #require(events[0].data["events"]?.int)
        let shown = events.dropFirst().count { $0.name == "request" }
        #expect(shown <= 2000)
        #expect(lost + shown == 130 * 25)
        #expect(events.last?.data["id"] == .int(130 * 25))
        body.end()
    }

    @Test("of a busy moment the last requests are shown, and the others counted")
    func busy() throws {
        let world = try World()
        let body = try world.follow(.get("/__admin/events"))
        // The first is told at once.
        try world.send(.get("/api/v1/nothing"))
        #expect(try Self.events(body).map(\.name) == ["hello", "request"])
        for _ in 0..<100 { try world.send(.get("/api/v1/nothing")) }
        #expect(try Self.events(body).isEmpty)
        Self.turn(world)
        let events = try Self.events(body)
        #expect(events[0].name == "skipped")
        #expect(events[0].data["requests"] == 75)
        #expect(events.dropFirst().compactMap { $0.data["id"]?.int } == Array(77...101))
        body.end()
    }

    @Test("a tenant has a limit of readers, and room again when one leaves")
    func readers() throws {
        let world = try World()
        var bodies = try (0..<EventFeed.maximumReaders).map { _ in try world.follow(.get("/__admin/events")) }
        #expect(try world.send(.get("/__admin/events")).status == 409)
        bodies.removeLast().end()
        bodies.append(try world.follow(.get("/__admin/events")))
        for body in bodies { body.end() }
    }

    @Test("events are kept for half a minute after the last reader, and then no more")
    func patience() throws {
        let world = try World()
        let first = try world.follow(.get("/__admin/events"))
        let id = try #require(try Self.events(first).last?.id)
        first.end()
        world.wall.now += 31_000_000
        world.emulator.commitTurn()
        try world.send(.get("/api/v1/jobs/").key())
        Self.turn(world)
        let second = try world.follow(.get("/__admin/events").header("Last-Event-ID", id))
        // It knows the last event that there was, and yet requests have come since.
        #expect(try Self.events(second).map(\.name) == ["hello"])
        second.end()
    }

    @Test("the events of a deleted tenant end")
    func deleted() throws {
        let world = try World()
        let body = try world.follow(.get("/t/worker-3/__admin/events"))
        try world.send(.delete("/__admin/tenants/worker-3"))
        #expect(body.isOver)
        body.end()
    }

    @Test("answers are kept for problems, and for everything while somebody looks; their secrets are not shown")
    func answersAreKept() throws {
        let world = try World()
        try world.send(.get("/api/v1/jobs/").key())
        try world.send(.get("/api/v1/nothing"))
        #expect(try world.send(.get("/__admin/requests/1"))["answer"] == .null)
        let refused = try world.send(.get("/__admin/requests/2"))
        #expect(refused["answer", "body", "json", "message"]?.string?.isEmpty == false)
        let body = try world.follow(.get("/__admin/events"))
        try world.send(.get("/api/v1/jobs/").key())
        let id = try #require(try world.send(.get("/__admin/requests?operation=listJobs"))["requests", 0, "id"]?.int)
        let kept = try world.send(.get("/__admin/requests/\(id)"))
        #expect(kept["answer", "body", "json", "total"] == 0)
        #expect(
            kept["answer", "headers"]?.array?.contains(["name": "Content-Type", "value": "application/json"]) == true)
        body.end()
    }
    @Test("when there is too much to show, the answers of what is shown are kept, and of all that is refused")
    func answersOfBusyMoments() throws {
        let world = try World()
        let body = try world.follow(.get("/__admin/events"))
        defer { body.end() }
        func kept(of count: Int) throws -> [Int] {
            try (1...count).filter { number in
                let look = TestRequest.get("/__admin/requests/\(number)").header("X-Deepmock-Look", "1")
                return try world.send(look)["answer"] != .null
            }
        }
        // The first one is written at once, the others wait for a quarter of a second.
        for number in 1...100 { try world.send(number == 10 ? .get("/api/v1/nothing") : .get("/api/v1/jobs/").key()) }
        #expect(try kept(of: 100) == [1, 10] + Array(76...100))
        Self.turn(world)
        try world.send(.get("/api/v1/jobs/").key())
        #expect(try kept(of: 101) == [1, 10] + Array(76...101))
    }
}
