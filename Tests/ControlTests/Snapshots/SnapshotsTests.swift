// Snapshots: back to an earlier moment, on to another tenant, over to another machine.

import Emulator
import Formats
import JSON
import System
import TestSupport
import Testing

@Suite("Control: snapshots")
struct SnapshotsTests {
    private let job: JSON = [
        "sources": ["http://media.example.test/a.jpg"], "modules": ["object_scene_recognition": ["model": "general"]],
    ]

    private func jobs(_ world: World, tenant: String = "default") throws -> [String] {
        try world.send(.get("/t/\(tenant)/api/v1/jobs/").key(tenant == "default" ? "demo-key" : "\(tenant):demo-key"))[
            "data"]?
            .array?.compactMap { $0["id"]?.string } ?? []
    }

    private func upload(_ world: World, _ count: Int) throws -> Int {
        let answer = try world.send(
            TestRequest("POST", "/api/v2/storage/").key().multipart(
                .field("folder", "/"), .file("file", "a.bin", [UInt8](repeating: 7, count: count))))
        return try #require(answer["id"]?.int)
    }

    @Test("a restored world has its data, files, clock, schedule and identifiers again")
    func restores() throws {
        let world = try World()
        let small = try upload(world, 10)
        let large = try upload(world, 100_000)
        let first = try world.send(.post("/api/v1/jobs/", json: job).key())
        try world.advance(seconds: 0.1)
        let taken = try world.send(.put("/__admin/snapshots/before", json: [:]))
        #expect(taken.status == 200)
        #expect(taken["taken"] == "2026-01-01T00:00:00.100000Z")

        let second = try world.send(.post("/api/v1/jobs/", json: job).key())
        try world.send(.delete("/api/v2/storage/\(large)/").key())
        try world.runUntilIdle()
        #expect(try jobs(world).count == 2)

        #expect(try world.send(.post("/__admin/snapshots/before/restore")).status == 200)
        #expect(try jobs(world) == [try #require(first["id"]?.string)])
        #expect(try world.send(.get("/api/v1/jobs/\(first["id"]?.string ?? "")/").key())["state"] == "waiting")
        #expect(try world.send(.get("/api/v2/storage/\(small)/file/").key()).body.count == 10)
        #expect(
            try world.send(.get("/api/v2/storage/\(large)/file/").key()).body == [UInt8](repeating: 7, count: 100_000))
        #expect(try world.send(.get("/__admin/clock"))["now"] == "2026-01-01T00:00:00.100000Z")
        // The same request gets the same id as the first time.
        #expect(try world.send(.post("/api/v1/jobs/", json: job).key())["id"] == second["id"])
        try world.runUntilIdle()
        #expect(try world.send(.get("/api/v1/jobs/\(first["id"]?.string ?? "")/").key())["state"] == "completed")
    }

    @Test("a snapshot can be restored again and again, and survives a reset")
    func restoresAgain() throws {
        let world = try World()
        try world.send(.post("/api/v1/jobs/", json: job).key())
        try world.send(.put("/__admin/snapshots/a", json: [:]))
        for _ in 0..<3 {
            try world.send(.post("/api/v1/jobs/", json: job).key())
            try world.send(.post("/__admin/snapshots/a/restore"))
            #expect(try jobs(world).count == 1)
        }
        try world.send(.post("/__admin/reset"))
        #expect(try jobs(world) == [])
        try world.send(.post("/__admin/snapshots/a/restore"))
        #expect(try jobs(world).count == 1)
        #expect(try world.send(.get("/__admin/snapshots"))["snapshots"]?.array?.count == 1)
        #expect(try world.send(.delete("/__admin/snapshots/a")).status == 204)
        #expect(try world.send(.post("/__admin/snapshots/a/restore")).status == 404)
    }

    @Test("a fork begins as a copy and goes its own way")
    func forks() throws {
        let world = try World()
        let large = try upload(world, 100_000)
        try world.send(.post("/api/v1/jobs/", json: job).key())
        let fork = try world.send(.post("/__admin/tenants/default/fork", json: ["name": "copy"]))
        #expect(fork.status == 201)
        #expect(fork["credentials", "deepva", "key"] == "copy:demo-key")
        #expect(try jobs(world, tenant: "copy") == jobs(world))
        try world.send(.post("/t/copy/api/v1/jobs/", json: job).key("copy:demo-key"))
        #expect(try jobs(world, tenant: "copy").count == 2)
        #expect(try jobs(world).count == 1)
        try world.send(.delete("/api/v2/storage/\(large)/").key())
        #expect(
            try world.send(.get("/t/copy/api/v2/storage/\(large)/file/").key("copy:demo-key")).body.count == 100_000)
        // The first key still belongs to the first tenant alone.
        #expect(try world.send(.get("/api/v1/jobs/").key("demo-key"))["total"] == 1)
        #expect(try world.send(.get("/api/v1/jobs/").key("copy:demo-key"))["total"] == 2)
        #expect(try world.send(.post("/__admin/tenants/default/fork", json: ["name": "copy"])).status == 409)
        #expect(try world.send(.post("/__admin/tenants/nobody/fork", json: ["name": "x"])).status == 404)
    }

    @Test("a world travels as a file, in memory and in a data directory", arguments: [false, true])
    func travels(isDurable: Bool) throws {
        let world = try World()
        let large = try upload(world, 100_000)
        try world.send(.post("/api/v1/jobs/", json: job).key())
        try world.send(.put("/__admin/snapshots/a", json: [:]))
        let file = try DownloadCheck.run(world, .get("/__admin/snapshots/a/file"))
        #expect(file.header("Content-Type") == "application/zip")

        let directory = try isDurable ? TestFolder() : nil
        let other = try World(seed: 99, directory: directory?.path)
        let taken = try other.send(
            TestRequest("PUT", "/__admin/snapshots/b/file").raw(file.body, type: "application/zip"))
        #expect(taken.status == 200)
        #expect(try other.send(.post("/__admin/snapshots/b/restore")).status == 200)
        #expect(try jobs(other) == jobs(world))
        #expect(try other.send(.get("/api/v2/storage/\(large)/file/").key()).body.count == 100_000)
        let next = try world.send(.post("/api/v1/jobs/", json: job).key())
        #expect(try other.send(.post("/api/v1/jobs/", json: job).key())["id"] == next["id"])
    }

    @Test("files that are no worlds, or worlds of a newer program, are refused with a sentence")
    func refusesFiles() throws {
        let world = try World()
        func take(_ bytes: [UInt8]) throws -> TestAnswer {
            try world.send(TestRequest("PUT", "/__admin/snapshots/x/file").raw(bytes, type: "application/zip"))
        }
        try world.send(.put("/__admin/snapshots/a", json: [:]))
        let good = try world.send(.get("/__admin/snapshots/a/file")).body
        let archive = try ZipReader(.memory(good))
        let image = try archive.read(try #require(archive.entry(named: "world.db")), maximum: 1 << 24)
        let head = #"{"format":1,"tenant":"default","taken":"2026-01-01T00:00:00Z"}"#
        func file(head: String, image: [UInt8]) throws -> [UInt8] {
            try TestArchive.zip([("world.json", Array(head.utf8)), ("world.db", image)])
        }
        #expect(try take(try file(head: head, image: image)).status == 200)

        #expect(try take(Array("no zip".utf8)).status == 400)
        #expect(try take(TestArchive.zip([("a", [1])])).status == 400)
        let newer = try take(try file(head: #"{"format":2,"deepmock":"9.0"}"#, image: image))
        #expect(newer.status == 400)
        #expect(newer["error", "message"]?.string?.contains("newer deepmock (9.0)") == true)
        var schema = image
        schema[63] = 200
        let newerSchema = try take(try file(head: head, image: schema))
        #expect(newerSchema.status == 400)
        #expect(newerSchema["error", "message"]?.string?.contains("newer") == true)
        var damaged = image
        for place in 2000..<6000 { damaged[place] = 0xAA }
        #expect(try take(try file(head: head, image: damaged)).status == 400)
        #expect(try take(try file(head: head, image: Array("SQLite format 3".utf8))).status == 400)
        #expect(try world.send(.get("/__admin/snapshots"))["snapshots"]?.array?.count == 2)
    }

    @Test("names and numbers of snapshots are bounded")
    func bounds() throws {
        let world = try World()
        #expect(try world.send(.put("/__admin/snapshots/Bad.Name", json: [:])).status == 400)
        for number in 0..<Snapshots.maximum {
            #expect(try world.send(.put("/__admin/snapshots/s\(number)", json: [:])).status == 200)
        }
        #expect(try world.send(.put("/__admin/snapshots/more", json: [:])).status == 409)
        #expect(try world.send(.put("/__admin/snapshots/s0", json: [:])).status == 200)
    }
}
