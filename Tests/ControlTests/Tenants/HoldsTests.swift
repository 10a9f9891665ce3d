// Tests of tenants that move to another server.

import JSON
import TestSupport
import Testing

@Suite("Control: holds")
struct HoldsTests {
    private let jobs = "/api/v1/jobs/"
    private let job: JSON = [
        "sources": ["http://media.example.test/a.jpg"], "modules": ["face_recognition": ["model": "celebrities"]],
    ]

    /// A world with the tenant `w1`, which has a job that would be done by now.
    private func busy() throws -> World {
        let world = try World()
        try world.send(.post("/__admin/tenants", json: ["name": "w1", "clock": ["mode": "running"]]))
        #expect(try world.send(.post(jobs, json: job).key("w1:demo-key")).status == 201)
        return world
    }

    @Test(
        "a held tenant refuses what would change it with Retry-After, in the platform's shape, and carries nothing out")
    func holds() throws {
        let world = try busy()
        let held = try world.send(TestRequest("PUT", "/__admin/tenants/w1/hold"))
        #expect(held.status == 200)
        #expect(held["name"] == "moving")
        #expect(held["tenant"] == "w1")
        let refused = try world.send(.post(jobs, json: job).key("w1:demo-key"))
        #expect(refused.status == 503)
        #expect(refused.header("Retry-After") == "1")
        #expect(refused["message"]?.string?.contains("moving") == true)
        for request: TestRequest in [
            .get(jobs).key("w1:demo-key"), .get("/t/w1/nothing"), .post("/t/w1/__admin/reset"),
            .post("/t/w1/__admin/clock/advance", json: ["to": "idle"]),
        ] {
            #expect(try world.send(request).status == 503)
        }
        // Reading the control plane changes nothing, and others do not notice.
        #expect(try world.send(.get("/t/w1/__admin/snapshots/moving/file")).status == 200)
        #expect(try world.send(.get(jobs).key("demo-key")).status == 200)

        #expect(try world.send(.delete("/__admin/tenants/w1/hold")).status == 204)
        #expect(try world.send(.get(jobs).key("w1:demo-key"))["total"] == 1)
        #expect(try world.send(.delete("/__admin/tenants/w1/hold")).status == 404)
    }

    @Test("nothing happens in a held tenant, however late it is, until it is released")
    func rests() throws {
        let world = try busy()
        try world.send(TestRequest("PUT", "/__admin/tenants/w1/hold"))
        world.wall.now += 3_600_000_000
        try world.send(.get("/__admin/health"))
        #expect(try world.send(.get("/t/w1/__admin/clock"))["pending", "work"] == 1)
        try world.send(.delete("/__admin/tenants/w1/hold"))
        world.wall.now += 1_000_000
        try world.send(.get(jobs).key("w1:demo-key"))
        #expect(try world.send(.get(jobs).key("w1:demo-key"))["data", 0, "state"] == "completed")
    }

    @Test(
        "the name of a tenant that has gone stays held, so that late requests do not make it anew, until somebody does")
    func gone() throws {
        let world = try busy()
        try world.send(TestRequest("PUT", "/__admin/tenants/w1/hold"))
        #expect(try world.send(.delete("/__admin/tenants/w1")).status == 204)
        #expect(try world.send(.get(jobs).key("w1:demo-key")).status == 503)
        #expect(try world.send(.get("/t/w1/__admin/clock")).status == 503)
        #expect(try world.send(.get("/__admin/tenants"))["tenants"]?.array?.count == 1)
        #expect(try world.send(.post("/__admin/tenants", json: ["name": "w1"])).status == 201)
        #expect(try world.send(.get(jobs).key("w1:demo-key"))["total"] == 0)
    }

    @Test("default cannot be held, and neither can what is not there")
    func refuses() throws {
        let world = try World()
        #expect(try world.send(TestRequest("PUT", "/__admin/tenants/default/hold")).status == 409)
        #expect(try world.send(TestRequest("PUT", "/__admin/tenants/nobody/hold")).status == 404)
        #expect(try world.send(.delete("/__admin/tenants/nobody/hold")).status == 404)
    }
}
