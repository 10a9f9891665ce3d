// The promise of the schedule: what is still to happen, in its order.

import JSON
import TestSupport
import Testing

@Suite("Control: schedule")
struct ScheduleTests {
    @Test("lists what is pending, the next first, as many as wanted")
    func lists() throws {
        let world = try World()
        #expect(try world.send(.get("/__admin/schedule")).json == ["schedule": [], "total": 0])
        for _ in 0..<3 {
            try world.send(
                .post(
                    "/api/v1/jobs/",
                    json: [
                        "sources": ["http://media.example.test/a.jpg"],
                        "modules": ["face_recognition": ["model": "celebrities"]],
                    ]
                ).key())
        }
        let all = try world.send(.get("/__admin/schedule"))
        let rows = try #require(all["schedule"]?.array)
        let due = rows.compactMap { $0["due"]?.string }
        #expect(!due.isEmpty && due == due.sorted())
        #expect(rows[0]["transition"] == "deepva.job.start")
        #expect(rows[0]["class"] == "work")
        #expect(all["total"] == .int(rows.count))
        let one = try world.send(.get("/__admin/schedule?limit=1"))
        #expect(one["schedule"]?.array?.count == 1)
        #expect(one["total"] == all["total"])
    }

    @Test("a tenant's URLs and credentials can be asked for")
    func tenant() throws {
        let world = try World()
        let made = try world.send(.post("/__admin/tenants", json: ["name": "worker-3"]))
        #expect(try world.send(.get("/t/worker-3/__admin/tenants/worker-3")).json == made.json)
        #expect(try world.send(.get("/__admin/tenants/default"))["credentials", "deepva", "key"] == "demo-key")
        #expect(try world.send(.get("/__admin/tenants/nobody")).status == 404)
    }
}
