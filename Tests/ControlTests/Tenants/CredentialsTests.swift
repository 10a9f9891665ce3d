// Tests of the application's own credentials.

import JSON
import TestSupport
import Testing

@Suite("Control: credentials")
struct CredentialsTests {
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
}
