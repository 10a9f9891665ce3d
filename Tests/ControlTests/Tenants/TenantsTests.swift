// Tests of creating, listing and deleting tenants.

import JSON
import TestSupport
import Testing

@Suite("Control: tenants")
struct TenantsTests {
    private let groups = "/api/v2/external/clients/demo/calibration_groups"

    @Test("a new tenant answers its base URLs and its credentials for all four platforms")
    func creates() throws {
        let world = try World()
        let answer = try world.send(
            .post(
                "/__admin/tenants", json: ["name": "w1", "clock": ["mode": "frozen", "now": "2030-01-01T00:00:00Z"]]))
        #expect(answer.status == 201)
        #expect(answer["base"] == "http://127.0.0.1:8484/t/w1")
        #expect(answer["credentials", "deepva", "key"] == "w1:demo-key")
        #expect(answer["credentials", "deepen-tools", "token"] == "w1:demo-token")
        #expect(answer["credentials", "deepopinion", "email"] == "demo@w1.deepmock.test")
        #expect(try world.send(.get("/t/w1/__admin/clock"))["now"] == "2030-01-01T00:00:00.000000Z")
        #expect(try world.send(.get(groups).bearer("w1:demo-token")).status == 200)
        #expect(try world.send(.post("/__admin/tenants", json: ["name": "w1"])).status == 409)
        #expect(try world.send(.post("/__admin/tenants", json: ["name": "W 1"])).status == 400)
        #expect(try world.send(.get("/__admin/tenants"))["tenants"]?.array?.count == 2)
    }

    @Test("a tenant without a name gets one")
    func unnamed() throws {
        let world = try World()
        let name = try world.send(.post("/__admin/tenants", json: [:]))["name"]?.string
        #expect(name?.hasPrefix("t-") == true)
    }

    @Test("a deleted tenant is gone with its credentials, and default stays")
    func deletes() throws {
        let world = try World(strictTenants: true)
        try world.send(.post("/__admin/tenants", json: ["name": "w1"]))
        #expect(try world.send(.delete("/__admin/tenants/w1")).status == 204)
        #expect(try world.send(.get(groups).bearer("w1:demo-token")).status == 401)
        #expect(try world.send(.delete("/__admin/tenants/w1")).status == 404)
        let kept = try world.send(.delete("/__admin/tenants/default"))
        #expect(kept.status == 409)
        #expect(kept.text.contains("Reset it instead"))
    }
}
