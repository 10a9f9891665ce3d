// Tests of how Studio's requests find their tenant.

import Crypto
import Emulator
import JSON
import TestSupport
import Testing

@Suite("Studio: tenants")
struct TenancyTests {
    @Test("an address of a tenant's domain logs in there, and its token leads back without any prefix")
    func byDomain() throws {
        let world = try World()
        let token = try Person.login(world, "demo@ci.deepmock.test", "demo-password")
        #expect(world.emulator.tenants["ci"] != nil)
        let claims = try #require(JSONWebToken.claims(in: token).map { String(decoding: $0, as: UTF8.self) })
        #expect(claims.hasSuffix(#","tenant":"ci"}"#))
        let me = try world.send(.get("/auth/status").bearer(token))
        #expect(me["data", "email"] == "demo@ci.deepmock.test")
        #expect(try world.send(.get("/auth/status").bearer(token)).status == 200)
        #expect(try world.send(.get("/t/other/auth/status").bearer(token)).status == 401)
        #expect(try world.send(.get("/t/default/auth/status").bearer(token)).status == 401)
    }

    @Test("registration goes by its address and ignores the token that a client still sends")
    func registration() throws {
        let world = try World()
        let token = try Person.login(world, "demo@ci.deepmock.test", "demo-password")
        for (email, name) in [
            ("jo@b.deepmock.test", "b"), ("jo@example.com", "default"), ("jo@x.y.deepmock.test", "default"),
        ] {
            let answer = try world.send(
                .post("/auth/register", json: ["email": .string(email), "password": "long enough"]).bearer(token))
            #expect(answer.status == 200)
            let mails = try world.send(.get("/t/\(name)/__admin/outbox?to=\(email)"))
            #expect(mails["mails"]?.array?.count == 1)
        }
    }

    @Test("a path prefix wins over an address and over a token")
    func prefix() throws {
        let world = try World()
        let answer = try world.send(
            .post("/t/a/auth/register", json: ["email": "jo@b.deepmock.test", "password": "long enough"]))
        #expect(answer.status == 200)
        #expect(world.emulator.tenants["b"] == nil)
        let token = try #require(answer["auth_token"]?.string)
        #expect(try world.send(.get("/t/a/auth/status").bearer(token)).status == 200)
        #expect(try world.send(.get("/auth/status").bearer(token)).status == 200)
    }

    @Test("one-time tokens find the tenant that made them")
    func oneTimeTokens() throws {
        let world = try World()
        #expect(try world.send(.post("/password/email", json: ["email": "demo@ci.deepmock.test"])).status == 200)
        let mails = try world.send(.get("/t/ci/__admin/outbox"))
        let token = try #require(mails["mails", 0, "token"])
        let answer = try world.send(
            .post("/password/reset", json: ["reset_password_token": token, "password": "another one"]))
        #expect(answer.status == 200)
        _ = try Person.login(world, "demo@ci.deepmock.test", "another one")
        _ = try Person.login(world, "demo@deepmock.test", "demo-password")
    }

    @Test("an invitation of a tenant is accepted without any prefix")
    func invitation() throws {
        let world = try World()
        let token = try Person.login(world, "demo@ci.deepmock.test", "demo-password")
        let answer = try world.send(
            .post("/organizations/1/users/invite", json: ["role": "VIEWER", "emails": ["jo@example.com"]]).bearer(token)
        )
        let link = try #require(answer["invitations", 0, "invitation_link"]?.string)
        let invitation = String(link.suffix(32))
        let accepted = try world.send(
            .post(
                "/organizations/users/invite/accept", json: ["token": .string(invitation), "password": "long enough"]))
        #expect(accepted.status == 200)
        let login = try world.send(
            .post("/t/ci/auth/login", json: ["email": "jo@example.com", "password": "long enough"]))
        #expect(login.status == 200)
    }

    @Test("strict tenants are never made by an address, and an unknown one is a 401")
    func strict() throws {
        let world = try World(strictTenants: true)
        let answer = try world.send(
            .post("/auth/login", json: ["email": "demo@ci.deepmock.test", "password": "demo-password"]))
        #expect(answer.status == 401)
        #expect(world.emulator.tenants["ci"] == nil)
    }

    @Test("a token that claims a tenant which does not exist is a 401 and makes nothing")
    func unknownClaim() throws {
        let world = try World()
        let claims = Base64.encode(Array(#"{"sub":1,"tenant":"ghost"}"#.utf8), alphabet: .url)
        #expect(try world.send(.get("/auth/status").bearer("e30.\(claims).AAAA")).status == 401)
        #expect(world.emulator.tenants["ghost"] == nil)
    }

    @Test("a credential of the application's own choice stands for the demo account, for reading only if so declared")
    func ownCredentials() throws {
        let world = try World()
        for access in ["full", "read"] {
            let made = try world.send(
                .post(
                    "/__admin/credentials",
                    json: ["platform": "deepopinion", "secret": .string("my-" + access), "access": .string(access)]))
            #expect(made.status == 201)
        }
        #expect(try world.send(.get("/auth/status").bearer("my-full"))["data", "user_id"] == 1)
        #expect(try world.send(.get("/users/1").bearer("my-read")).status == 200)
        #expect(try world.send(.put("/users/1", json: ["first_name": "X"]).bearer("my-read")).status == 403)
        #expect(try world.send(.put("/users/1", json: ["first_name": "X"]).bearer("my-full")).status == 200)
        #expect(try world.send(.post("/auth/logout").bearer("my-full")).status == 200)
        #expect(try world.send(.get("/auth/status").bearer("my-full")).status == 401)
    }
}
