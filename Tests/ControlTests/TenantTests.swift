// Tests of tenants, reset, timings, settings, credentials and outcomes.

import JSON
import TestSupport
import Testing

@Suite("Control: tenants and tuning")
struct ControlTenantTests {
    private let groups = "/api/v2/external/clients/demo/calibration_groups"
    private let create = "/api/v2/external/clients/demo/calibration_group/create"

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
        #expect(kept.text.contains("reset it instead"))
    }

    @Test("reset gives the world back as it was: records, ids, clock, journal, settings")
    func resets() throws {
        let world = try World()
        let first = try world.send(.post(create, json: ["calibration_group_name": "one"]).bearer()).text
        try world.advance(seconds: 100)
        try world.send(.put("/__admin/settings", json: ["timecodes": "smpte"]))
        let answer = try world.send(.post("/__admin/reset"))
        #expect(answer.status == 200)
        #expect(answer["now"] == "2026-01-01T00:00:00.000000Z")
        #expect(try world.send(.get(groups).bearer()).text == #"{"groups":[]}"#)
        #expect(try world.send(.get("/__admin/settings"))["timecodes"] == "sample")
        #expect(try world.send(.post(create, json: ["calibration_group_name": "one"]).bearer()).text == first)
    }

    @Test("reset of one tenant leaves the others alone")
    func resetsOne() throws {
        let world = try World()
        try world.send(.post(create, json: ["calibration_group_name": "a"]).bearer("w1:t"))
        try world.send(.post(create, json: ["calibration_group_name": "b"]).bearer())
        try world.send(.post("/t/w1/__admin/reset"))
        #expect(try world.send(.get(groups).bearer())["groups"]?.array?.count == 1)
        #expect(try world.send(.get(groups).bearer("w1:demo-token"))["groups"]?.array?.count == 0)
    }

    @Test("timings are shown and changed by name; unknown names are refused")
    func timings() throws {
        let world = try World()
        let before = try world.send(.get("/__admin/timings"))
        let name = try #require(before.json.object?.keys.first)
        let after = try world.send(.put("/__admin/timings", json: [name: 7]))
        #expect(after.json[name] == 7)
        #expect(try world.send(.put("/__admin/timings", json: ["no.such.timing": 7])).status == 400)
        #expect(try world.send(.put("/__admin/timings", json: [name: -1])).status == 400)
    }

    @Test("settings change member by member; unknown ones are refused")
    func settings() throws {
        let world = try World()
        let after = try world.send(.put("/__admin/settings", json: ["webhooks": ["attempts": 5]]))
        #expect(after["webhooks", "attempts"] == 5)
        #expect(after["webhooks", "delays_seconds"] == [1, 5, 25])
        #expect(after["paging_links"] == "null")
        #expect(try world.send(.put("/__admin/settings", json: ["colour": "red"])).status == 400)
        #expect(try world.send(.put("/__admin/settings", json: ["timecodes": "other"])).status == 400)
        #expect(try world.send(.put("/__admin/settings", json: ["workers": ["deepva.trainings": 2]])).status == 200)
        let queue = try world.send(.put("/__admin/settings", json: ["workers": ["deepva.job": 2]]))
        #expect(queue.status == 400)
        #expect(queue.text.contains("deepva.jobs, deepva.trainings, deepva.exports"))
    }

    @Test(
        "signatures cannot take the place of headers that carry the delivery",
        arguments: ["Content-Length", "transfer-encoding", "Host", "Connection", "Content-Type", "a b", "Upgrade"])
    func headers(name: String) throws {
        let world = try World()
        for member in ["signature_header", "nonce_header"] {
            let answer = try world.send(.put("/__admin/settings", json: ["webhooks": [member: .string(name)]]))
            #expect(answer.status == 400)
        }
    }

    @Test("a secret that tells the requests of one tenant cannot be another's as well")
    func ownsSecrets() throws {
        let world = try World()
        let ours: JSON = ["platform": "deepva", "secret": "ours"]
        #expect(try world.send(.post("/t/w1/__admin/credentials", json: ours)).status == 201)
        #expect(try world.send(.post("/t/w1/__admin/credentials", json: ours)).status == 201)
        #expect(try world.send(.post("/t/w2/__admin/credentials", json: ours)).status == 409)
        #expect(
            try world.send(
                .post("/t/w2/__admin/credentials", json: ["platform": "deepva", "secret": "w1:demo-key"])
            ).status == 409)
    }

    @Test("an application's own credentials work, and one for reading may not write")
    func credentials() throws {
        let world = try World()
        let answer = try world.send(
            .post(
                "/__admin/credentials",
                json: [
                    "platform": "deepen-calibrate", "secret": "our-token", "client_ids": ["acme"], "access": "read",
                ]))
        #expect(answer.status == 201)
        let acme = "/api/v2/external/clients/acme/calibration_group"
        #expect(try world.send(.get(acme + "s").bearer("our-token")).status == 200)
        #expect(
            try world.send(.post(acme + "/create", json: ["calibration_group_name": "x"]).bearer("our-token")).status
                == 403)
        #expect(try world.send(.get(acme + "s").bearer()).status == 403)
        #expect(
            try world.send(.post("/__admin/credentials", json: ["platform": "nobody", "secret": "x"])).status == 400)
        #expect(
            try world.send(.post("/__admin/credentials", json: ["platform": "deepva", "secret": "a b"])).status == 400)
    }

    @Test("outcomes are kept until they are used or dropped")
    func outcomes() throws {
        let world = try World()
        let made = try world.send(
            .post("/__admin/outcomes", json: ["platform": "deepva", "state": "failed", "error": "no", "times": 2]))
        #expect(made.status == 201)
        #expect(made["remaining"] == 2)
        #expect(try world.send(.get("/__admin/outcomes"))["outcomes"]?.array?.count == 1)
        #expect(
            try world.send(
                .post("/__admin/outcomes", json: ["platform": "deepva", "operation": "nothing", "state": "stuck"])
            )
            .status == 400)
        #expect(try world.send(.delete("/__admin/outcomes")).status == 204)
        #expect(try world.send(.get("/__admin/outcomes")).text == #"{"outcomes":[]}"#)
    }
}
