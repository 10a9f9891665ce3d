// Imports in slices, and from external sources.

import JSON
import TestSupport
import Testing

@Suite("Studio: imports")
struct ImportsTests {
    private let bench: Bench
    private let project: Int
    private let path: String

    init() throws {
        bench = try Bench()
        project = try bench.project("CLASSLABEL")
        path = "/projects/\(project)/groups"
    }

    @Test("a large file comes in slices, each record once and in order")
    func manyRecords() throws {
        let text = "n,text\n" + (0..<1234).map { "\($0),Text number \($0).\n" }.joined()
        let id = try bench.upload(path + "/upload", "a.csv", Array(text.utf8))["id"] ?? .null
        try bench.call("POST", path, ["file_id": id])
        try bench.world.runUntilIdle()
        #expect(try bench.get(path + "/1")["document_count"] == 1234)
        let page = try bench.get(path + "/1/documents?offset=1230&details=meta")
        #expect(page.json.each("n") == ["1230", "1231", "1232", "1233"])
        #expect(try bench.get("/projects/\(project)/documents?offset=1000&limit=1000")["count"] == 234)
    }

    @Test(
        "an external source gives what was updated since a time, in UTC unless it has an offset",
        arguments: ["2025-12-31T00:00:00", "2025-12-31 00:00:00", "2025-12-31T00:00:00Z", "2025-12-31T02:00:00+02:00"])
    func updatedSince(time: String) throws {
        let form = TestRequest.post(path + "/external-source").bearer(bench.token).multipart([
            .field("credential_id", "1"), .field("source", "tickets"),
            .field("parameters", #"{"updated_since": "\#(time)"}"#),
        ])
        let updated = try bench.world.send(form).json["preview"]?.array?.dropFirst().map { $0[3] }
        #expect(updated == ["2026-01-01T00:00:00Z", "2025-12-31T00:00:00Z"])
    }

    @Test("an external source shows its records, and becomes a group either way")
    func external() throws {
        let form = TestRequest.post(path + "/external-source").bearer(bench.token).multipart([
            .field("credential_id", "1"), .field("source", "tickets"),
            .field("parameters", #"{"limit": 3, "updated_since": "2015-01-19T02:00:00Z"}"#),
        ])
        let preview = try bench.world.send(form)
        #expect(preview.status == 200)
        #expect(preview["preview", 0] == ["text", "reference", "rating", "updated"])
        #expect(preview.json["preview"]?.array?.count == 4)
        try bench.call("POST", path, ["file_id": preview["id"] ?? .null])
        try bench.call("POST", path, ["credential_id": 1, "source": "tickets", "parameters": ["limit": 3]])
        try bench.world.runUntilIdle()
        let first = try bench.get(path + "/1/documents?details=meta")
        #expect(first[0, "reference"] == "tickets-1")
        #expect(try bench.get(path + "/2/documents").json.each("text") == first.json.each("text"))
        let unknown = try bench.world.send(
            TestRequest.post(path + "/external-source").bearer(bench.token).multipart([
                .field("credential_id", "2"), .field("source", "tickets"),
            ]))
        #expect(unknown.status == 404)
    }
}
