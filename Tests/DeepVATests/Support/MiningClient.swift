// What tests of DeepVA do again and again: upload, start a job, wait for it.

import JSON
import TestSupport
import Testing

/// A client of DeepVA for tests.
struct MiningClient {
    let world: World

    init(_ world: World) {
        self.world = world
    }

    /// A client of a world of its own.
    init(settings: JSON? = nil) throws {
        world = try World()
        if let settings { try world.send(.put("/__admin/settings", json: settings)) }
    }

    // MARK: - Requests

    @discardableResult
    func get(_ path: String) throws -> TestAnswer { try world.send(.get(path).key()) }

    @discardableResult
    func delete(_ path: String) throws -> TestAnswer { try world.send(.delete(path).key()) }

    @discardableResult
    func post(_ path: String, _ json: JSON) throws -> TestAnswer { try world.send(.post(path, json: json).key()) }

    @discardableResult
    func put(_ path: String, _ json: JSON) throws -> TestAnswer { try world.send(.put(path, json: json).key()) }

    // MARK: - Storage

    /// Uploads a file and answers its object.
    @discardableResult
    func upload(
        _ name: String, _ bytes: [UInt8], type: String? = nil, folder: String = "/", prefix: String = "/api/v2"
    ) throws -> TestAnswer {
        try world.send(
            TestRequest("POST", "\(prefix)/storage/").key()
                .multipart(.field("folder", folder), .file("file", name, type: type, bytes)))
    }

    /// Uploads a file of fixtures/files and answers its URL.
    func storedURL(_ fixture: String) throws -> String {
        try #require(upload(fixture, TestArchive.fixture(fixture))["url"]?.string)
    }

    // MARK: - Jobs

    /// Starts a job and answers its id.
    func start(_ sources: [String], _ modules: JSON, tag: String = "") throws -> String {
        let answer = try post(
            "/api/v1/jobs/",
            ["sources": .array(sources.map(JSON.string)), "modules": modules, "tag": .string(tag)])
        return try #require(answer["id"]?.string)
    }

    /// Runs a job to its end and answers its id.
    func finish(_ sources: [String], _ modules: JSON, tag: String = "") throws -> String {
        let id = try start(sources, modules, tag: tag)
        try world.runUntilIdle()
        return id
    }

    func job(_ id: String) throws -> TestAnswer { try get("/api/v1/jobs/\(id)/") }

    /// All detailed results of a job.
    func detailed(_ id: String) throws -> [JSON] {
        try get("/api/v1/jobs/\(id)/detailed-results/?limit=99999")["data"]?.array ?? []
    }

    /// All summarized results of a job.
    func summarized(_ id: String) throws -> [JSON] {
        try get("/api/v1/jobs/\(id)/summarized-results/?limit=99999")["data"]?.array ?? []
    }

    /// Runs a job over sources and answers its detailed results.
    func results(_ sources: [String], _ modules: JSON) throws -> [JSON] {
        try detailed(finish(sources, modules))
    }
}
