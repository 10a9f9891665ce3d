// What lists answer without a limit, and with one that is large.

import Emulator
import JSON
import Store
import TestSupport
import Testing

@Suite("Studio: lists")
struct ListsTests {
    private let bench: Bench
    private let project: Int
    private let path: String

    init() throws {
        bench = try Bench()
        project = try bench.project()
        path = "/projects/\(project)"
    }

    /// Rows of a table, by a recursive query.
    private func fill(_ table: SQL, _ columns: SQL, _ values: SQL, count: Int = 1234) throws {
        try bench.execute(
            """
            INSERT INTO \(table)(\(columns)) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT ?)
            SELECT \(values) FROM n
            """, .int(count))
    }

    @Test("a list answers everything without a limit, a part with one, and at most 1,000")
    func notifications() throws {
        try fill("studio_notifications", "user, type, title, text, created", "1, 'INFO', 'n' || i, '', 0")
        let all = try bench.get("/notifications")
        #expect(all.json.array?.count == 1234)
        #expect(all[0, "title"] == "n1234")
        #expect(all[1233, "title"] == "n1")
        #expect(try bench.get("/notifications?offset=1230").json.each("title") == ["n4", "n3", "n2", "n1"])
        #expect(try bench.get("/notifications?limit=5000").json.array?.count == 1000)
        #expect(try bench.get("/notifications?limit=99999999999&offset=300").json.array?.count == 934)
        #expect(try bench.get("/notifications?limit=250&offset=500").json.each("title").last == "n485")
    }

    @Test("envelopes say what was left out")
    func envelopes() throws {
        try fill("studio_documents", "project, ordinal, text, created", "1, i - 1, 't' || i, 0")
        let all = try bench.get(path + "/documents")
        #expect(all["count"] == 1234)
        #expect(all["limit"] == 1234)
        #expect(all["has_more"] == false)
        #expect(all["documents", 1233, "text"] == "t1234")
        let cut = try bench.get(path + "/documents?limit=2000")
        #expect(cut["count"] == 1000)
        #expect(cut["limit"] == 1000)
        #expect(cut["has_more"] == true)
        let found = try bench.get(path + "/documents?search=t12&offset=30")
        #expect(found["documents"]?.each("text").first == "t1219")
        #expect(found["count"] == 16)
        #expect(found["has_more"] == false)
        let exact = try bench.get(path + "/documents?search=t12&offset=30&limit=16")
        #expect(exact["count"] == 16)
        #expect(exact["has_more"] == false)
        #expect(try bench.get(path + "/documents?search=t12&offset=30&limit=15")["has_more"] == true)
        let models = try bench.get("/models?limit=4")
        #expect(models["has_more"] == false)
        #expect(try bench.get("/models?limit=3")["has_more"] == true)
    }

    @Test("every other list of records answers all of them")
    func others() throws {
        try fill("studio_groups", "project, name, created, source, status", "1, 'g' || i, 0, 'UPLOAD', 'CREATED'")
        try fill(
            "studio_sessions", "uuid, project, mode, name, status, created",
            "printf('%08d-0000-4000-8000-000000000000', i), 1, iif(i % 2, 'ANNOTATION', 'CORRECTION'), 's' || i, 'STARTED', 0"
        )
        try fill("studio_hitls", "project, name, created, updated", "1, 'h' || i, 0, 0")
        try fill("studio_projects", "workspace, name, type, status, created", "1, 'p' || i, 'CLASS', 'CREATED', 0")
        for (list, key, count) in [
            ("/projects/1/groups", "name", 1234), ("/projects/1/annotations", "name", 1234),
            ("/projects/1/corrections", "name", 617), ("/projects/1/hitls", "name", 1234), ("/projects", "name", 1235),
        ] {
            let answer = try bench.get(list)
            #expect(Set(answer.json.each(key).compactMap(\.string)).count == count, "\(list)")
        }
    }

    @Test("a long list leaves room for others between its slices")
    func slices() throws {
        try fill("studio_notifications", "user, type, title, text, created", "1, 'INFO', 'n' || i, '', 0")
        let pending = try bench.world.begin(TestRequest.get("/notifications").bearer(bench.token))
        #expect(!pending.isAnswered)
        #expect(try bench.call("PUT", "/notifications/1", ["title": "meanwhile"])["title"] == "meanwhile")
        let answer = try pending.answer()
        #expect(answer.json.array?.count == 1234)
        #expect(answer[1233, "title"] == "meanwhile")
    }

    @Test("where 1 to 1,000 is printed, that holds")
    func printedBounds() throws {
        let made = try bench.call("POST", "/analyses", ["model_id": 2, "documents": [["text": "x"]]])
        let documents = "/analyses/\(made["id"]?.int ?? 0)/documents"
        #expect(try bench.get(documents)["limit"] == 100)
        #expect(try bench.get(documents + "?limit=1000").status == 200)
        #expect(try bench.get(documents + "?limit=1001").status == 400)
    }
}
