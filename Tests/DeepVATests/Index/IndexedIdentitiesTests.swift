// Tests of indexed identities: jobs make them, people name them.

import Crypto
import Emulator
import JSON
import Store
import TestSupport
import Testing

@Suite("DeepVA: indexed identities")
struct IndexedIdentitiesTests {
    private let base = "/api/v1/index-collection/default_index/identities/"

    /// A world in which a job has met unknown faces, with the ids of these.
    private func indexed(
        _ parameters: JSON = ["index_unknowns": true]
    ) throws -> (world: World, job: String, ids: [String]) {
        let world = try World()
        let job = try run(world, parameters)
        let list = try world.send(.get(base + "?limit=100").key())
        return (world, job, list["data"]?.array?.compactMap { $0["index_id"]?.string } ?? [])
    }

    private func run(_ world: World, _ parameters: JSON) throws -> String {
        // No distance is small enough, so every face is unknown.
        var module = parameters.object ?? [:]
        module["max_distance"] = 0
        let sources: [JSON] = (0..<4).map { .string("https://media.test/\($0).mp4") }
        let answer = try world.send(
            .post(
                "/api/v1/jobs/", json: ["sources": .array(sources), "modules": ["face_recognition": .object(module)]]
            ).key())
        try world.runUntilIdle()
        return try #require(answer["id"]?.string)
    }

    private func people(_ world: World, _ job: String) throws -> [String] {
        let results = try world.send(.get("/api/v1/jobs/\(job)/detailed-results/?limit=1000").key())
        return results["data"]?.array?.compactMap { $0["meta"]?["person"]?.string } ?? []
    }

    @Test("a job that indexes unknowns makes an identity a face, and names it in its results")
    func index() throws {
        let (world, job, ids) = try indexed()
        #expect(!ids.isEmpty)
        let list = try world.send(.get(base + "?limit=100").key())
        let labels = Set(list["data"]?.array?.compactMap { $0["label"]?.string } ?? [])
        #expect(labels.count == ids.count)
        #expect(try Set(people(world, job)) == labels)
        #expect(list["total"] == .int(ids.count))
        let image = try #require(list["data", 0, "thumbnail", "image"]?.string.flatMap { Base64.decode($0) })
        #expect(image.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        #expect(list["data", 0, "collection_name"] == "default_index")
    }

    @Test("a job that does not ask for it indexes nothing")
    func noIndex() throws {
        #expect(try indexed([:]).ids.isEmpty)
        #expect(try indexed(["cluster_unknowns": true]).ids.isEmpty)
    }

    @Test("a face that is met again is the same identity, under the name that it was given")
    func again() throws {
        let (world, _, ids) = try indexed()
        let first = try #require(ids.first)
        let renamed = try world.send(.put(base + first + "/", json: ["label": "Doorkeeper"]).key())
        #expect(renamed["label"] == "Doorkeeper")
        #expect(renamed["index_id"] == .string(first))
        let job = try run(world, ["index_unknowns": true])
        #expect(try world.send(.get(base).key())["total"] == .int(ids.count))
        #expect(try people(world, job).contains("Doorkeeper"))
    }

    @Test("an identity can be renamed with its id in the body")
    func renameByBody() throws {
        let (world, _, ids) = try indexed()
        let id = try #require(ids.last)
        #expect(try world.send(.put(base, json: ["index_id": .string(id), "label": "a"]).key())["label"] == "a")
        #expect(try world.send(.put(base, json: ["index_id": .int(Int(id) ?? 0), "label": "b"]).key())["label"] == "b")
        let without = try world.send(.put(base, json: ["label": "c"]).key())
        #expect(without.status == 400)
        #expect(without["errors", "index_id"] != nil)
        #expect(try world.send(.get(base + id + "/").key())["label"] == "b")
    }

    @Test("a deleted identity is gone, an unknown or malformed id is a 404, an empty label a 400")
    func delete() throws {
        let (world, _, ids) = try indexed()
        let id = try #require(ids.first)
        #expect(try world.send(.put(base + id + "/", json: ["label": ""]).key())["errors", "label"] != nil)
        #expect(try world.send(.put(base + id + "/", json: [:]).key()).status == 400)
        #expect(try world.send(.delete(base + id + "/").key())["message"]?.string?.isEmpty == false)
        for gone in [id, "0", "0" + id, "x", "99999999999999999999"] {
            for request: TestRequest in [
                .get(base + gone + "/"), .delete(base + gone + "/"), .put(base + gone + "/", json: ["label": "x"]),
            ] {
                #expect(try world.send(request.key()).status == 404)
            }
        }
        #expect(try world.send(.get(base).key())["total"] == .int(ids.count - 1))
    }

    @Test("identities go with their collection, and belong to it alone")
    func collections() throws {
        let (world, _, ids) = try indexed()
        let id = try #require(ids.first)
        try world.send(.post("/api/v1/index-collection/", json: ["name": "other", "type": "face"]).key())
        #expect(try world.send(.get("/api/v1/index-collection/other/identities/").key())["total"] == 0)
        #expect(try world.send(.get("/api/v1/index-collection/other/identities/\(id)/").key()).status == 404)
        try world.send(.delete("/api/v1/index-collection/default_index/").key())
        #expect(try world.send(.get(base).key()).status == 404)
        // The next job makes the default collection anew.
        _ = try run(world, ["index_unknowns": true])
        #expect(try world.send(.get(base).key())["total"] == .int(ids.count))
    }

    @Test("lists read by index")
    func plans() throws {
        let world = try indexed().world
        #expect(try QueryPlan.faults(of: .get(base).key(), on: "deepva_indexed_identities", in: world) == [])
        let explained = try world.tenant.database.explain(
            "SELECT seq FROM deepva_indexed_identities WHERE collection = ? ORDER BY seq LIMIT ? OFFSET ?")
        #expect(explained.contains { $0.contains("deepva_indexed_identities_by_collection") })
    }
}
