// Tests that lists are answered from indexes: no table is read in full, nothing is sorted.

import Emulator
import JSON
import Store
import TestSupport
import Testing

@Suite("DeepVA: query plans")
struct QueryPlanTests {
    /// Statements of a request that walk a whole table or sort.
    private func bad(_ client: MiningClient, _ path: String) throws -> [String] {
        let database = client.world.tenant.database
        var statements: [String] = []
        database.trace { statements.append($0) }
        try client.get(path)
        database.trace(nil)
        let queries = Set(statements.filter { $0.contains("deepva_") && $0.hasPrefix("SELECT") })
        #expect(!queries.isEmpty, "no query was seen for \(path)")
        return try queries.flatMap { query in
            try database.explain(SQL(text: query)).filter { line in
                line.contains("TEMP B-TREE") || (line.hasPrefix("SCAN") && !line.contains("USING") && !isPage(query))
            }.map { "\($0) in \(query)" }
        }
    }

    /// A walk in row order that ends with the page is what an index would be.
    private func isPage(_ query: String) -> Bool {
        query.contains(/FROM deepva_\w+( d)? ORDER BY (d\.)?seq( DESC)? LIMIT/)
    }

    @Test("storage and jobs", arguments: ["/api/v2/storage/?folder=/a/", "/api/v1/jobs/", "/api/v1/jobs/?tag=x"])
    func lists(path: String) throws {
        #expect(try bad(MiningClient(), path) == [])
    }

    @Test("what hangs on a job", arguments: ["artifacts", "summarized-results", "detailed-results"])
    func parts(kind: String) throws {
        let client = try MiningClient()
        let id = try client.finish(["https://x.test/a.mp4"], ["face_recognition": [:]])
        #expect(try bad(client, "/api/v1/jobs/\(id)/\(kind)/") == [])
    }

    @Test("datasets, with their counters and previews, and everything in them")
    func datasets() throws {
        let client = try MiningClient()
        let dataset = try client.makeDataset()
        let owner = try client.makeClass(dataset, "a")
        let image = try client.attach("storage://x", to: owner)
        try client.post("/api/v1/datasets/\(dataset)/evaluation/", [:])
        let paths = [
            "/api/v1/datasets/", "/api/v1/datasets/\(dataset)/", "/api/v1/datasets/\(dataset)/classes/", owner,
            owner + "images/", image, owner + "clusters/", owner + "clusters/cluster_main/",
            owner + "clusters/cluster_main/images/",
        ]
        for path in paths {
            let statements = try bad(client, path)
            #expect(statements == [], "\(path): \(statements)")
        }
    }

    @Test("trainings, models, dictionaries and exports")
    func others() throws {
        let client = try MiningClient()
        let dataset = try client.makeDataset()
        let training = try #require(client.train(dataset, "a")["id"]?.string)
        let export = try #require(
            client.post(
                "/api/v1/exports/",
                ["strategy": "basic_dataset_export", "config": ["dataset_id": .string(dataset)]])["id"]?.string)
        try client.world.runUntilIdle()
        let paths = [
            "/api/v1/trainings/", "/api/v1/trainings/\(training)/", "/api/v1/models/", "/api/v2/dictionaries/",
            "/api/v1/exports/", "/api/v1/exports/\(export)/", "/api/v1/exports/\(export)/artifacts/",
        ]
        for path in paths { #expect(try bad(client, path) == []) }
    }
}
