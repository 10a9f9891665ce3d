// Tests of the operations that are suggested to an unmatched request.

import JSON
import TestSupport
import Testing

@Suite("Control: nearest operations")
struct NearestOperationsTests {
    @Test("a request that matched nothing is told what it may have meant")
    func findsTheNearest() throws {
        let world = try World()
        try world.send(.get("/api/v1/job/").key())
        let list = try world.send(.get("/__admin/requests?platform=deepva"))
        #expect(list["requests", 0, "verdict"] == "unmatched")
        let answer = try world.send(.get("/__admin/requests/\(list["requests", 0, "id"]?.int ?? 0)"))
        let lines = answer["nearest"]?.array?.compactMap { $0["line"]?.string } ?? []
        #expect(lines.count == 3)
        #expect(lines.contains { $0.hasPrefix("GET /api/v1/") })
    }

    @Test(
        "of operations with much the same path the one with the request's method is nearest",
        arguments: [
            (TestRequest("POST", "/api/v1/job/"), "createJob"), (.get("/api/v1/job/"), "listJobs"),
            (.get("/api/v1/jbos/1/"), "getJob"), (.delete("/api/v1/jbos/1/"), "deleteJob"),
        ])
    func ranksTheNearest(request: TestRequest, operation: String) throws {
        let world = try World()
        let id = try #require(try world.send(request.key()).header("X-Deepmock-Request"))
        #expect(try world.send(.get("/__admin/requests/\(id)"))["nearest", 0, "operation"] == .string(operation))
    }
}
