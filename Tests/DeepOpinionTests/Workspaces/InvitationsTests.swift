// Tests of invitations.

import JSON
import TestSupport
import Testing

@Suite("Studio: invitations")
struct InvitationsTests {
    private func invite(_ world: World, _ emails: JSON, role: String = "ANNOTATOR") throws -> TestAnswer {
        try world.send(
            .post("/organizations/1/users/invite", json: ["role": .string(role), "emails": emails]).byDemo())
    }

    private func accept(_ world: World, _ body: JSON) throws -> Int {
        try world.send(.post("/organizations/users/invite/accept", json: body)).status
    }

    @Test("members and addresses that are invited already are told apart; the rest is invited, with 200")
    func partialSuccess() throws {
        let world = try World()
        _ = try invite(world, ["old@example.com"])
        let answer = try invite(world, ["new@example.com", "OLD@example.com", "demo@deepmock.test", "New@example.com"])
        #expect(answer.status == 200)
        #expect(
            answer["not_invited"]?.array?.compactMap { $0["email"]?.string }
                == ["OLD@example.com", "demo@deepmock.test", "New@example.com"])
        let invitation = try #require(answer["invitations", 0])
        #expect(invitation["email"] == "new@example.com")
        #expect(invitation["role"] == "ANNOTATOR")
        #expect(invitation["invited_by_id"] == 1)
        #expect(invitation["organization_id"] == 1)
        let mail = try #require(try world.mail(to: "new@example.com"))
        #expect(mail["kind"] == "invitation")
        #expect(mail["link"] == invitation["invitation_link"])
        #expect(invitation["invitation_link"]?.string?.hasSuffix(try world.mailedToken("new@example.com")) == true)
    }

    @Test(
        "inviting refuses what is missing or wrong",
        arguments: [
            ["role": "USER"], ["emails": ["a@b.test"]], ["role": "KING", "emails": ["a@b.test"]],
            ["role": "USER", "emails": ["nowhere"]], ["role": "USER", "emails": "a@b.test"],
        ] as [JSON])
    func refusals(body: JSON) throws {
        #expect(try World().send(.post("/organizations/1/users/invite", json: body).byDemo()).status == 400)
    }

    @Test(
        "an address without account gets one from the body, with the role of the invitation and no workspace of its own"
    )
    func acceptNew() throws {
        let world = try World()
        _ = try invite(world, ["jo@example.com"])
        let token = try world.mailedToken("jo@example.com")
        let body: JSON = ["token": .string(token), "password": "long enough", "first_name": "Jo"]
        #expect(try accept(world, body) == 200)
        #expect(try accept(world, body) == 409)
        let jwt = try Person.login(world, "jo@example.com", "long enough")
        let permissions = try world.send(.get("/organizations/1/permissions").bearer(jwt))
        #expect(permissions[1, "user"] == "Jo")
        #expect(permissions[1, "role"] == "ANNOTATOR")
        #expect(try world.send(.get("/organizations/2").bearer(jwt)).status == 404)
        #expect(try world.send(.get("/organizations/1/users/invites").byDemo()).text == "[]")
    }

    @Test("an address with an account only becomes a member, and keeps its password")
    func acceptKnown() throws {
        let world = try World()
        let jo = try Person.register(world, "jo@example.com")
        _ = try invite(world, ["Jo@example.com"], role: "ADMIN")
        let token = try world.mailedToken("jo@example.com")
        #expect(try accept(world, ["token": .string(token), "password": "something else"]) == 200)
        #expect(try world.send(.get("/organizations/1/permissions").by(jo))[1, "role"] == "ADMIN")
        _ = try Person.login(world, "jo@example.com", "long enough")
    }

    @Test("another address may be chosen, unless it has an account")
    func otherAddress() throws {
        let world = try World()
        _ = try invite(world, ["jo@example.com"])
        let token = JSON.string(try world.mailedToken("jo@example.com"))
        #expect(try accept(world, ["token": token, "password": "long enough", "email": "demo@deepmock.test"]) == 409)
        #expect(try accept(world, ["token": token, "password": "long enough", "email": "ann@example.com"]) == 200)
        _ = try Person.login(world, "ann@example.com", "long enough")
    }

    @Test(
        "accepting refuses a bad token with 409 and a bad body with 400",
        arguments: [
            (["token": "x", "password": "long enough"], 409), (["token": "x"], 400), (["password": "long enough"], 400),
            (["token": "x", "password": "short"], 400),
            (["token": "x", "password": "long enough", "email": "no"], 400),
        ] as [(JSON, Int)])
    func badAcceptance(body: JSON, status: Int) throws {
        #expect(try accept(World(), body) == status)
    }

    @Test("a withdrawn invitation is a 404, and its token a 409")
    func cancel() throws {
        let world = try World()
        let id = try #require(try invite(world, ["jo@example.com"])["invitations", 0, "id"]?.int)
        let token = try world.mailedToken("jo@example.com")
        let path = "/organizations/1/invitation/\(id)"
        #expect(try world.send(.delete(path).byDemo()).status == 204)
        #expect(try world.send(.delete(path).byDemo()).status == 404)
        #expect(try world.send(.post(path + "/resend").byDemo()).status == 404)
        #expect(try accept(world, ["token": .string(token), "password": "long enough"]) == 409)
        #expect(try invite(world, ["jo@example.com"])["invitations"]?.array?.count == 1)
    }

    @Test("an invitation is mailed again with the same token, and runs for another week")
    func resend() throws {
        let world = try World()
        let id = try #require(try invite(world, ["jo@example.com"])["invitations", 0, "id"]?.int)
        let token = try world.mailedToken("jo@example.com")
        try world.advance(seconds: 604_799)
        #expect(try world.send(.post("/organizations/1/invitation/\(id)/resend", json: [:]).byDemo()).status == 200)
        #expect(try world.send(.get("/__admin/outbox"))["mails"]?.array?.count == 2)
        #expect(try world.mailedToken("jo@example.com") == token)
        try world.advance(seconds: 604_799)
        #expect(try world.send(.get("/organizations/1/users/invites").byDemo())[0, "id"]?.int == id)
        try world.advance(seconds: 1)
        #expect(try world.send(.get("/organizations/1/users/invites").byDemo()).text == "[]")
        #expect(try accept(world, ["token": .string(token), "password": "long enough"]) == 409)
    }

    @Test("an invitation lies inside its workspace")
    func scope() throws {
        let world = try World()
        let id = try #require(try invite(world, ["jo@example.com"])["invitations", 0, "id"]?.int)
        try world.send(.post("/organizations", json: ["name": "Other"]).byDemo())
        #expect(try world.send(.delete("/organizations/2/invitation/\(id)").byDemo()).status == 404)
        let viewer = try Person.member(world, "v@example.com", role: "VIEWER")
        #expect(try world.send(.delete("/organizations/1/invitation/\(id)").by(viewer)).status == 403)
        #expect(try world.send(.post("/organizations/1/invitation/\(id)/resend").by(viewer)).status == 403)
        #expect(
            try world.send(.post("/organizations/1/users/invite", json: ["role": "USER", "emails": []]).by(viewer))
                .status == 403)
    }

    @Test("the token of an invitation is also one for a first login, once, and the account then chooses a password")
    func firstLogin() throws {
        let world = try World()
        _ = try invite(world, ["jo@example.com"])
        let token = try world.mailedToken("jo@example.com")
        let answer = try world.send(.post("/auth/login", json: ["first_time_login_token": .string(token)]))
        #expect(answer.status == 200)
        let jwt = try #require(answer["auth_token"]?.string)
        #expect(try world.send(.post("/auth/login", json: ["token": .string(token)])).status == 401)
        let id = try #require(try world.send(.get("/auth/status").bearer(jwt))["data", "user_id"]?.int)
        #expect(try world.send(.get("/organizations/1/permissions").bearer(jwt))[1, "role"] == "ANNOTATOR")
        #expect(try world.send(.post("/auth/login", json: ["email": "jo@example.com", "password": ""])).status == 401)
        #expect(try world.send(.put("/users/\(id)", json: ["password": "long enough"]).bearer(jwt)).status == 200)
        _ = try Person.login(world, "jo@example.com", "long enough")
    }

    @Test("a deactivated workspace cannot be joined")
    func deactivated() throws {
        let world = try World()
        _ = try invite(world, ["jo@example.com"])
        let token = try world.mailedToken("jo@example.com")
        try world.send(.delete("/organizations/1").byDemo())
        #expect(try accept(world, ["token": .string(token), "password": "long enough"]) == 409)
    }
}
