// Tests of the metrics.

import JSON
import TestSupport
import Testing

@Suite("Control: metrics")
struct MetricsTextTests {
    private func metrics(_ world: World) throws -> [String: String] {
        let answer = try world.send(.get("/__admin/metrics"))
        #expect(answer.status == 200)
        #expect(answer.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8")
        var samples: [String: String] = [:]
        for line in answer.text.split(separator: "\n") where !line.hasPrefix("#") {
            let space = try #require(line.lastIndex(of: " "))
            let name = String(line[..<space])
            #expect(samples[name] == nil, "twice: \(name)")
            samples[name] = String(line[line.index(after: space)...])
            #expect(Double(samples[name] ?? "") != nil)
        }
        return samples
    }

    @Test("requests are counted by operation and status, unmatched ones by platform")
    func requests() throws {
        let world = try World()
        for _ in 0..<3 { try world.send(.get("/api/v1/jobs/").key()) }
        try world.send(.get("/api/v1/jobs/"))
        try world.send(.get("/api/v1/nothing"))
        let samples = try metrics(world)
        let name = "deepmock_requests_total"
        #expect(samples[name + #"{platform="deepva",operation="listJobs",status="200"}"#] == "3")
        #expect(samples[name + #"{platform="deepva",operation="listJobs",status="401"}"#] == "1")
        #expect(samples[name + #"{platform="deepva",operation="",status="404"}"#] == "1")
        #expect(samples.keys.contains { $0.contains("getHealth") } == false)
    }

    @Test("durations are a cumulative histogram for each platform")
    func durations() throws {
        let world = try World()
        for _ in 0..<2 { try world.send(.get("/api/v1/jobs/").key()) }
        let samples = try metrics(world)
        let name = "deepmock_request_duration_seconds"
        #expect(samples[name + #"_bucket{platform="deepva",le="0.0001"}"#] == "2")
        #expect(samples[name + #"_bucket{platform="deepva",le="+Inf"}"#] == "2")
        #expect(samples[name + #"_count{platform="deepva"}"#] == "2")
        #expect(samples[name + #"_sum{platform="deepva"}"#] == "0.0")
        #expect(samples[name + #"_count{platform="deepopinion"}"#] == "0")
    }

    @Test("queues, bytes, commits, tenants and deliveries are told")
    func gauges() throws {
        let world = try World()
        let before = try metrics(world)
        let job = try world.send(
            .post(
                "/api/v1/jobs/",
                json: [
                    "sources": ["http://example.test/a.jpg"], "modules": ["face_recognition": [:]],
                    "webhook": ["events": ["on_started"], "callback": "http://localhost:9/"],
                ]
            ).key())
        let after = try metrics(world)
        #expect(before["deepmock_tenants"] == "1")
        #expect(after[#"deepmock_schedule_rows{tenant="default",class="work"}"#] == "1")
        func number(_ samples: [String: String], _ name: String) -> Int { samples[name].flatMap { Int($0) } ?? -1 }
        let commits = #"deepmock_commits_total{result="committed"}"#
        #expect(number(after, commits) == number(before, commits) + 1)
        let bytes = #"deepmock_body_bytes_total{direction="out"}"#
        #expect(number(after, bytes) > number(before, bytes) + job.body.count)
        #expect(number(after, #"deepmock_body_bytes_total{direction="in"}"#) > 100)
        #expect(number(after, "deepmock_resident_bytes") > 0)
        try world.runUntilIdle()
        try world.send(.get("/t/ci/api/v1/jobs/").key("ci:demo-key"))
        let end = try metrics(world)
        #expect(end[#"deepmock_webhook_deliveries{tenant="default",state="delivered"}"#] == "1")
        #expect(end[#"deepmock_schedule_rows{tenant="ci",class="work"}"#] == "0")
        #expect(end["deepmock_tenants"] == "2")
    }
}
