// Verification of email addresses.

import JSON
import TestSupport
import Testing

@Suite("Studio: verification")
struct VerificationsTests {
    @Test("registration mails a token that verifies the address once")
    func verify() throws {
        let world = try World()
        let jo = try Person.register(world, "jo@example.com")
        let first = try world.mailedToken(jo.email)
        #expect(try world.send(.post("/users/email/verify/resend", json: [:]).by(jo)).status == 200)
        let second = try world.mailedToken(jo.email)
        #expect(first != second)
        #expect(try world.mail(to: jo.email)?["kind"] == "verify")
        let body: JSON = ["verify_email_token": .string(second)]
        #expect(try world.send(.post("/users/email/verify", json: body)).status == 200)
        #expect(try world.send(.post("/users/email/verify", json: body)).status == 409)
        #expect(try world.send(.post("/users/email/verify/resend").by(jo)).status == 200)
        #expect(try world.mailedToken(jo.email) == second)
    }

    @Test("verification refuses a missing and an unknown token, and a reset token")
    func badVerification() throws {
        let world = try World()
        #expect(try world.send(.post("/users/email/verify", json: [:])).status == 400)
        #expect(try world.send(.post("/users/email/verify", json: ["verify_email_token": "x"])).status == 409)
        try world.send(.post("/password/email", json: ["email": "demo@deepmock.test"]))
        let reset = try world.mailedToken("demo@deepmock.test")
        #expect(
            try world.send(.post("/users/email/verify", json: ["verify_email_token": .string(reset)])).status == 409)
        #expect(try world.send(.post("/users/email/verify/resend")).status == 401)
    }
}
