// Password resets and the outbox of mails.

import Emulator
import JSON
import Store
import TestSupport
import Testing

@Suite("Studio: passwords")
struct PasswordsTests {
    @Test("a mailed token sets a new password once, and logins stay valid")
    func reset() throws {
        let world = try World()
        let old = try Person.login(world, "demo@deepmock.test", "demo-password")
        let asked = try world.send(.post("/password/email", json: ["email": "DEMO@deepmock.test"]))
        #expect(asked.status == 200)
        let mail = try #require(try world.mail(to: "demo@deepmock.test"))
        #expect(mail["kind"] == "reset")
        let token = try #require(mail["token"]?.string)
        #expect(token.count == 32)
        #expect(mail["text"]?.string?.contains(token) == true)

        let body: JSON = ["reset_password_token": .string(token), "password": "a new password"]
        #expect(try world.send(.post("/password/reset", json: body)).status == 200)
        #expect(try world.send(.post("/password/reset", json: body)).status == 409)
        _ = try Person.login(world, "demo@deepmock.test", "a new password")
        let stale = try world.send(
            .post("/auth/login", json: ["email": "demo@deepmock.test", "password": "demo-password"]))
        #expect(stale.status == 401)
        #expect(try world.send(.get("/auth/status").bearer(old)).status == 200)
    }

    @Test("a hash of an older version holds, and a login turns it into one of today's cost")
    func renewal() throws {
        let world = try World()
        let old = "scrypt$32768$8$1$ZGVlcG1vY2stcHVibGljLQ$kFiIIe-gPx0rK94EIVBFRzdklOEgHN8bnSSN7ZK8EzE"
        try world.tenant.database.execute("UPDATE studio_users SET password_hash = ? WHERE id = 1", .text(old))
        func stored() throws -> String? {
            try world.tenant.database.scalarText("SELECT password_hash FROM studio_users WHERE id = 1")
        }
        let wrong: JSON = ["email": "demo@deepmock.test", "password": "wrong"]
        #expect(try world.send(.post("/auth/login", json: wrong)).status == 401)
        #expect(try stored() == old)
        _ = try Person.login(world, "demo@deepmock.test", "demo-password")
        #expect(try stored()?.hasPrefix("scrypt$2048$8$1$") == true)
        _ = try Person.login(world, "demo@deepmock.test", "demo-password")
    }

    @Test("an unknown address gets the same answer and no mail")
    func unknown() throws {
        let world = try World()
        let known = try world.send(.post("/password/email", json: ["email": "demo@deepmock.test"]))
        let unknown = try world.send(.post("/password/email", json: ["email": "nobody@deepmock.test"]))
        #expect(known.text == unknown.text)
        #expect(try world.send(.get("/__admin/outbox"))["mails"]?.array?.count == 1)
    }

    @Test(
        "resetting refuses what is missing, too short or unknown",
        arguments: [
            (["password": "long enough"], 400), (["reset_password_token": "x"], 400),
            (["reset_password_token": "x", "password": "short"], 400),
            (["reset_password_token": "x", "password": "long enough"], 409),
        ] as [(JSON, Int)])
    func refusals(body: JSON, status: Int) throws {
        #expect(try World().send(.post("/password/reset", json: body)).status == status)
    }

    @Test("asking for a mail needs an address", arguments: [[:], ["email": ""], ["email": nil]] as [JSON])
    func noAddress(body: JSON) throws {
        #expect(try World().send(.post("/password/email", json: body)).status == 400)
    }

    @Test("a reset token ends after a day")
    func expiry() throws {
        let world = try World()
        try world.send(.post("/password/email", json: ["email": "demo@deepmock.test"]))
        let token = try world.mailedToken("demo@deepmock.test")
        try world.advance(seconds: 86_400)
        let answer = try world.send(
            .post("/password/reset", json: ["reset_password_token": .string(token), "password": "long enough"]))
        #expect(answer.status == 409)
    }

    @Test("the outbox filters by address and kind, newest first")
    func outbox() throws {
        let world = try World()
        let jo = try Person.register(world, "jo@example.com")
        try world.send(.post("/password/email", json: ["email": .string(jo.email)]))
        try world.send(.post("/password/email", json: ["email": "demo@deepmock.test"]))
        func kinds(_ query: String) throws -> [String] {
            try world.send(.get("/__admin/outbox" + query))["mails"]?.array?.compactMap { $0["kind"]?.string } ?? []
        }
        #expect(try kinds("") == ["reset", "reset", "verify"])
        #expect(try kinds("?to=JO@example.com") == ["reset", "verify"])
        #expect(try kinds("?kind=verify") == ["verify"])
        #expect(try kinds("?limit=1") == ["reset"])
        #expect(try kinds("?to=nobody@example.com") == [])
        #expect(try world.send(.get("/__admin/outbox?limit=0")).status == 400)
        try world.send(.post("/__admin/reset"))
        #expect(try kinds("") == [])
    }
}
