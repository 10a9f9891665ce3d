// Chosen ids: every operation that creates gives the id of X-Deepmock-Id, no other takes one, and nothing is given twice.

import Contract
import Emulator
import JSON
import TestSupport
import Testing

@Suite struct ChosenIDsTests {
    /// The names of the operations that create something with an id.
    private static let creating: [String] = {
        guard let world = try? World() else { return [] }
        return world.emulator.catalogue.operations.filter { $0.creates != nil }.map(\.name)
    }()

    private static let header = "X-Deepmock-Id"

    /// An id of the form that an operation gives, told by what it gave before.
    private func id(like given: JSON, _ number: Int) -> String {
        if given.int != nil { return "\(4100 + number)" }
        let text = given.string ?? ""
        if text.contains("-") { return "0b1c2d3e-4f50-4a61-8b72-9c83a4b5c6\(10 + number)" }
        let count = text.hasPrefix("storage://") ? 20 : text.utf8.count
        return String(repeating: "Zq9", count: 10).prefix(count - 2) + "\(10 + number)"
    }

    private func member(_ answer: TestAnswer, _ operation: Operation) -> JSON? {
        (operation.creates ?? "").split(separator: ".").reduce(answer.json as JSON?) { $0?[String($1)] }
    }

    private func request(_ name: String, _ stories: CreationStories) throws -> TestRequest {
        try stories.request(name) ?? OperationCase(name, in: stories.world).request()
    }

    @Test(
        "an operation that creates gives the chosen id once, and refuses it when it is taken or cannot be",
        arguments: creating)
    func creates(name: String) throws {
        // What the operation gives by itself tells the form of its ids.
        let first = CreationStories(try World())
        let operation = try #require(first.world.emulator.catalogue.operation(named: name))
        let given = try first.world.send(request(name, first))
        #expect((200..<300).contains(given.status), "\(given.text.prefix(300))")
        let example = try #require(member(given, operation), "\(given.text.prefix(300))")
        let chosen = id(like: example, 1)

        let stories = CreationStories(try World())
        let creation = try request(name, stories)
        let malformed = try stories.world.send(creation.header(Self.header, "no id at all"))
        #expect(malformed.status == 400)
        #expect(malformed.text.contains(Self.header))
        let answer = try stories.world.send(creation.header(Self.header, chosen))
        #expect(answer.status == given.status, "\(answer.text.prefix(300))")
        let got = try #require(member(answer, operation))
        #expect(
            got.string ?? got.description == (example.string?.hasPrefix("storage://") == true ? "storage://" : "")
                + chosen)
        try stories.world.runUntilIdle()

        // A fresh request of the same kind, since names must differ.
        let taken = try stories.world.send(creation.header(Self.header, chosen))
        #expect(taken.status == 409, "\(taken.status) \(taken.text.prefix(300))")
        #expect(taken.text.contains(Self.header), "\(taken.text.prefix(300))")
    }

    @Test("an id that would be given later may be chosen now, as ids from an earlier run are", arguments: creating)
    func chosenBeforehand(name: String) throws {
        let earlier = CreationStories(try World())
        let operation = try #require(earlier.world.emulator.catalogue.operation(named: name))
        var given = [try #require(member(earlier.world.send(request(name, earlier)), operation))]
        // Numbers have a test of their own below.
        guard given[0].int == nil else { return }
        given.append(try #require(member(earlier.world.send(request(name, earlier)), operation)))

        let later = CreationStories(try World())
        let second = (given[1].string ?? given[1].description).replacing("storage://", with: "")
        let first = try later.world.send(request(name, later).header(Self.header, second))
        #expect((200..<300).contains(first.status), "\(first.text.prefix(300))")
        var ids = [try #require(member(first, operation))]
        for _ in 0..<3 {
            let answer = try later.world.send(request(name, later))
            #expect((200..<300).contains(answer.status), "\(answer.text.prefix(300))")
            ids.append(try #require(member(answer, operation)))
        }
        #expect(ids[0] == given[1])
        #expect(Set(ids.map(\.description)).count == ids.count)
    }

    @Test("an operation that creates nothing of its own refuses a chosen id", arguments: OperationCase.groups)
    func refuses(names: [String]) throws {
        let world = try World()
        for name in names {
            let operation = try OperationCase(name, in: world)
            guard operation.operation.creates == nil, operation.recordCaptures.isEmpty else { continue }
            let plain = operation.request()
            let answer = try world.send(plain.header(Self.header, "7"))
            // What is refused before is refused for another reason.
            guard answer.status != 400 || !answer.text.contains(Self.header) else { continue }
            #expect(try world.send(plain).status == answer.status, "\(operation)")
            #expect(answer.status >= 400, "\(operation): \(answer.status)")
        }
    }

    // MARK: - Numbers

    @discardableResult
    private func project(_ world: World, _ name: String, id: Int? = nil) throws -> TestAnswer {
        var request = TestRequest.post("/projects", json: ["name": .string(name), "type": "CLASS"])
            .bearer("default:chosen")
        if let id { request = request.header(Self.header, "\(id)") }
        return try world.send(request)
    }

    @Test("numbers go on behind a chosen one; those that it skipped can be chosen, those of deleted records cannot")
    func numbers() throws {
        let world = try World()
        #expect(try project(world, "a")["id"] == 1)
        #expect(try project(world, "b", id: 41)["id"] == 41)
        #expect(try project(world, "c")["id"] == 42)
        #expect(try project(world, "d", id: 7)["id"] == 7)
        #expect(try project(world, "e")["id"] == 43)
        #expect(try world.send(.delete("/projects/7").bearer("default:chosen")).status == 204)
        try world.runUntilIdle()
        for id in [1, 7, 41, 42, 43] {
            let answer = try project(world, "f\(id)", id: id)
            #expect(answer.status == 409, "\(id)")
        }
        for id in [2, 6, 8, 40, 44] { #expect(try project(world, "g\(id)", id: id)["id"] == .int(id)) }
        for id in [0, -1, 2_147_483_648] { #expect(try project(world, "h", id: id).status == 400) }
    }

    @Test("a chosen id that no record got leaves nothing behind")
    func leavesNothing() throws {
        let world = try World()
        #expect(try project(world, "a", id: 41)["id"] == 41)
        #expect(try project(world, "a", id: 50).status == 409)
        let invalid = TestRequest.post("/projects", json: [:]).bearer("default:chosen")
        #expect(try world.send(invalid.header(Self.header, "60")).status == 400)
        #expect(try project(world, "b")["id"] == 42)
        #expect(try project(world, "c", id: 50)["id"] == 50)
        // Nor is an id that fitted a later record kept for it.
        let job = TestRequest.post("/api/v1/jobs/", json: ["sources": []]).key()
        let uuid = "0b1c2d3e-4f50-4a61-8b72-9c83a4b5c6d7"
        #expect(try world.send(job.header(Self.header, uuid)).status == 400)
        let batch = try world.send(.post("/api/v1/batches/", json: ["name": "b"]).key())
        #expect(batch["id"]?.string != uuid)
    }

    @Test("snapshots and resets agree with chosen ids, and a recording replays them")
    func worlds() throws {
        let world = try World()
        try world.send(.put("/__admin/recording", json: ["enabled": true]))
        #expect(try project(world, "a", id: 41)["id"] == 41)
        let recording = try world.send(.get("/__admin/recording")).json
        #expect(try world.send(.post("/__admin/replay", json: ["recording": recording]))["identical"] == true)
        try world.send(.put("/__admin/snapshots/early", json: [:]))
        #expect(try project(world, "b", id: 7)["id"] == 7)
        try world.send(.post("/__admin/snapshots/early/restore"))
        #expect(try project(world, "c", id: 7)["id"] == 7)
        #expect(try project(world, "d")["id"] == 42)
        try world.send(.post("/__admin/reset"))
        #expect(try project(world, "a")["id"] == 1)
    }

    @Test("a seed may say the id of what a request creates")
    func seeds() throws {
        let world = try World()
        let uuid = "0b1c2d3e-4f50-4a61-8b72-9c83a4b5c6d7"
        let job: JSON = [
            "path": "/api/v1/jobs/", "id": .string(uuid), "headers": ["Authorization": "Key ${prefix}demo-key"],
            "json": ["sources": ["http://a.test/a.jpg"], "modules": ["face_recognition": [:]]],
        ]
        let project: JSON = [
            "path": "/projects", "id": 12, "headers": ["Authorization": "Bearer default:seed"],
            "json": ["name": "a", "type": "CLASS"],
        ]
        let applied = try world.send(.post("/__admin/seeds", json: ["requests": [job, project]]))
        #expect(applied["applied"] == 2, "\(applied.text)")
        #expect(try world.send(.get("/api/v1/jobs/\(uuid)/").key()).status == 200)
        #expect(try world.send(.get("/projects/12").bearer("default:chosen"))["name"] == "a")
        #expect(try world.send(.post("/__admin/seeds", json: ["requests": [job]])).status >= 400)
    }

    @Test("the journal shows the chosen id")
    func journal() throws {
        let world = try World()
        try project(world, "a", id: 41)
        let entry = try world.send(.get("/__admin/requests/1"))
        #expect(entry["headers"]?.array?.contains(["name": "X-Deepmock-Id", "value": "41"]) == true)
    }
}
