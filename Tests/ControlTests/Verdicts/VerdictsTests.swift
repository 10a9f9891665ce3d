// Tests of the verdict of a world: what counts as a mistake of the client, what is announced, what is left over.

import JSON
import TestSupport
import Testing

@Suite("Control: verdict")
struct VerdictsTests {
    private func kinds(_ world: World, _ query: String = "") throws -> [String?] {
        let verdict = try world.send(.get("/__admin/verdict\(query)"))
        #expect(verdict.status == 200)
        let findings = verdict["findings"]?.array ?? []
        #expect(verdict["passed"] == .bool(findings.isEmpty))
        return findings.map { $0["kind"]?.string }
    }

    private func refuse(_ world: World) throws {
        #expect(try world.send(.post("/api/v1/jobs/", json: ["sources": [], "modules": [:]]).key()).status == 400)
    }

    @Test("a client that makes no mistake passes")
    func passes() throws {
        let world = try World()
        #expect(try kinds(world) == [])
        try world.send(.get("/api/v1/jobs/").key())
        let verdict = try world.send(.get("/__admin/verdict"))
        #expect(verdict["passed"] == true)
        #expect(verdict["worlds"] == ["default"])
        #expect(verdict["requests"] == 1)
        #expect(
            verdict["operations"] == [["platform": "deepva", "operation": "listJobs", "requests": 1, "answered": 1]])
        #expect(verdict["coverage", 0, "operations"] == 102)
    }

    @Test("a refused request is a finding with pointer, expected and got, grouped with its like")
    func refused() throws {
        let world = try World()
        try refuse(world)
        try refuse(world)
        let verdict = try world.send(.get("/__admin/verdict"))
        #expect(verdict["findings"]?.array?.count == 1)
        #expect(verdict["findings", 0, "kind"] == "refused_request")
        #expect(verdict["findings", 0, "operation"] == "createJob")
        #expect(verdict["findings", 0, "count"] == 2)
        #expect(verdict["findings", 0, "differences", 0, "pointer"] == "/sources")
        #expect(verdict["findings", 0, "example", "request"] == 1)
        let curl = try #require(verdict["findings", 0, "example", "curl"]?.string)
        #expect(curl.hasPrefix("curl -X POST 'http://127.0.0.1/api/v1/jobs/'") || curl.contains("/api/v1/jobs/'"))
        #expect(curl.contains(#"--data-raw '{"sources":[],"modules":{}}'"#))
        #expect(curl.contains("-H 'Authorization: Key [redacted]'"))
    }

    @Test("an announced problem, a planned fault and requests to the control plane are no mistakes")
    func announced() throws {
        let world = try World()
        try world.send(.post("/__admin/requests/expect", json: ["request": ["operation": "createJob"]]))
        try refuse(world)
        try world.send(
            .post("/__admin/faults", json: ["match": ["operation": "listJobs"], "fault": ["status": 503]]))
        #expect(try world.send(.get("/api/v1/jobs/").key()).status == 503)
        #expect(try world.send(.get("/__admin/requests/77")).status == 404)
        #expect(try kinds(world) == [])
    }

    @Test("an unknown path names the nearest operations")
    func unknown() throws {
        let world = try World()
        try world.send(.get("/api/v1/job/").key())
        let verdict = try world.send(.get("/__admin/verdict"))
        #expect(verdict["findings", 0, "kind"] == "unknown_operation")
        #expect(verdict["findings", 0, "hint"]?.string?.contains("GET /api/v1/jobs/ (listJobs)") == true)
    }

    @Test("what was planned and not met is a finding")
    func leftOver() throws {
        let world = try World()
        try world.send(.post("/__admin/requests/expect", json: ["request": ["status": 404]]))
        try world.send(.post("/__admin/faults", json: ["id": "slow", "fault": ["status": 503]]))
        try world.send(
            .post(
                "/__admin/outcomes",
                json: ["platform": "deepva", "operation": "createJob", "state": "failed", "error": "No."]))
        #expect(try kinds(world) == ["unmet_expectation", "unused_fault", "unused_outcome"])
    }

    @Test("an outcome without end is met once a record has taken it")
    func outcomeWithoutEnd() throws {
        let world = try World()
        try world.send(
            .post(
                "/__admin/outcomes",
                json: ["platform": "deepva", "operation": "createJob", "state": "failed", "error": "No."]))
        try world.send(
            .post(
                "/api/v1/jobs/",
                json: [
                    "sources": ["https://example.com/a.mp4"],
                    "modules": ["face_recognition": ["model": "celebrities"]],
                ]
            ).key())
        try world.send(.post("/__admin/clock/advance", json: ["to": "idle"]))
        let listed = try world.send(.get("/__admin/outcomes"))
        #expect(listed["outcomes", 0, "used"] == nil)
        #expect(listed["outcomes", 0, "remaining"] == .null)
        #expect(try kinds(world) == [])
    }

    @Test("sinks that nobody looked at are findings when asked for")
    func sinks() throws {
        let world = try World()
        try world.send(.post("/__admin/sink/hooks", json: [:]))
        #expect(try kinds(world) == [])
        #expect(try kinds(world, "?unread_sinks=true") == ["unread_sink"])
        try world.send(.get("/__admin/sinks/hooks"))
        #expect(try kinds(world, "?unread_sinks=true") == [])
    }

    @Test("coverage and operations that are asked for")
    func requirements() throws {
        let world = try World()
        try world.send(.get("/api/v1/jobs/").key())
        #expect(try kinds(world, "?min_coverage=0") == [])
        #expect(try kinds(world, "?min_coverage=50") == ["low_coverage"])
        #expect(try kinds(world, "?min_coverage=0,deepopinion=1") == ["low_coverage"])
        #expect(try kinds(world, "?require=listJobs,deepva/createJob") == ["missing_operation"])
        for query in ["min_coverage=101", "min_coverage=vimeo=3", "min_coverage=deepva=x", "require=listJob"] {
            #expect(try world.send(.get("/__admin/verdict?\(query)")).status == 400, "\(query)")
        }
        let hint = try world.send(.get("/__admin/verdict?require=listJob"))["error", "message"]?.string
        #expect(hint?.contains("listJobs") == true)
    }

    @Test("what the journal has dropped still counts; clearing it begins anew")
    func outlivesJournal() throws {
        let world = try World(journalCapacity: 3)
        try refuse(world)
        for _ in 0..<5 { try world.send(.get("/api/v1/jobs/").key()) }
        #expect(try kinds(world) == ["refused_request"])
        try world.send(.delete("/__admin/requests"))
        #expect(try kinds(world) == [])
    }

    @Test("worlds are judged apart, or as one run with those that were deleted")
    func worlds() throws {
        let world = try World()
        try world.send(.get("/t/one/api/v1/jobs/"))
        try world.send(.get("/t/two/api/v1/jobs/").key("two:demo-key"))
        #expect(try kinds(world) == [])
        #expect(try kinds(world, "?worlds=all") == ["refused_request"])
        #expect(try world.send(.delete("/__admin/tenants/one")).status == 204)
        let all = try world.send(.get("/__admin/verdict?worlds=all"))
        #expect(all["findings", 0, "world"] == "one")
        #expect(all["worlds"] == ["one", "two"])
        #expect(all["operations", 0, "requests"] == 2)
    }

    @Test("the verdict comes as text, JUnit XML and a page, too", arguments: ["text", "junit", "html"])
    func formats(_ format: String) throws {
        let world = try World()
        try refuse(world)
        let answer = try world.send(.get("/__admin/verdict?format=\(format)"))
        #expect(answer.status == 200)
        let text = String(decoding: answer.body, as: UTF8.self)
        #expect(text.contains("createJob"))
    }
}
