// Registration, login and logout.

import Crypto
import Emulator
import Foundation
import JSON
import TestSupport
import Testing

@Suite("Studio: accounts")
struct AccountsTests {
    private func status(_ world: World, _ token: String) throws -> Int {
        try world.send(.get("/auth/status").header("Authorization", token)).status
    }

    @Test("registration answers 200 with a body that says CREATED, and a token that works")
    func register() throws {
        let world = try World()
        let answer = try world.send(
            .post(
                "/auth/register",
                json: ["email": "Jo@example.com", "password": "12345678", "first_name": "Jo", "last_name": "Lund"]
            )
            .header("Authorization", "Bearer stale"))
        #expect(answer.status == 200)
        #expect(answer["status"] == "CREATED")
        #expect(answer["message"] == "Successfully registered.")
        let token = try #require(answer["auth_token"]?.string)
        let me = try world.send(.get("/auth/status").bearer(token))
        #expect(
            me["data"]
                == [
                    "user_id": 3, "email": "Jo@example.com", "first_name": "Jo", "last_name": "Lund",
                    "is_superuser": false, "is_betauser": false,
                ])
    }

    @Test("registration gives a personal workspace, in which its owner is the manager")
    func personalWorkspace() throws {
        let world = try World()
        let jo = try Person.register(world, "jo@example.com")
        let permissions = try world.send(.get("/organizations/2/permissions").by(jo))
        #expect(permissions[0, "role"] == "MANAGER")
        #expect(permissions[0, "user"] == "jo@example.com")
        #expect(try world.send(.get("/organizations/2/permissions").byDemo()).status == 403)
    }

    @Test(
        "registration refuses what is missing, wrong or taken",
        arguments: [
            (["password": "long enough"], 400, "email"),
            (["email": "a@b.test"], 400, "password"),
            (["email": "a@b.test", "password": "1234567"], 400, "password"),
            (["email": "no address", "password": "long enough"], 400, "email"),
            (["email": 7, "password": "long enough"], 400, "email"),
            (["email": "DEMO@deepmock.test", "password": "long enough"], 409, "email"),
        ] as [(JSON, Int, String)])
    func refusals(body: JSON, status: Int, field: String) throws {
        let answer = try World().send(.post("/auth/register", json: body))
        #expect(answer.status == status)
        #expect(answer["status"]?.string == (status == 400 ? "BAD_REQUEST" : "CONFLICT"))
        #expect(answer["message"]?.string?.contains(field) == true)
    }

    @Test("the demo account logs in with its documented password")
    func login() throws {
        let world = try World()
        let answer = try world.send(
            .post("/auth/login", json: ["email": "Demo@deepmock.test", "password": "demo-password"]))
        #expect(answer.json.object?.keys == ["auth_token", "message", "status"])
        #expect(answer["message"] == "Successfully logged in.")
        #expect(answer["status"] == "OK")
    }

    @Test("passwords are hashed and compared one at a time, in the order of the requests")
    func oneAtATime() throws {
        let pool = HeldPool()
        let world = try World(pool: pool)
        let first = try world.begin(
            .post("/auth/login", json: ["email": "demo@deepmock.test", "password": "demo-password"]))
        let second = try world.begin(.post("/auth/login", json: ["email": "demo@deepmock.test", "password": "wrong"]))
        let third = try world.begin(.post("/auth/register", json: ["email": "a@b.test", "password": "long enough"]))
        #expect(pool.held.count == 1)
        pool.runFirst()
        #expect(pool.held.count == 2)
        // The second password is compared while the first token waits to be signed, and the third one waits.
        pool.runFirst()
        #expect(try second.answer().status == 401)
        while !pool.held.isEmpty { pool.runFirst() }
        #expect(try first.answer().status == 200)
        #expect(try third.answer().status == 200)
    }

    @Test(
        "a wrong pair is a 401, a malformed body a 400",
        arguments: [
            (["email": "demo@deepmock.test", "password": "wrong"], 401),
            (["email": "nobody@deepmock.test", "password": "demo-password"], 401),
            (["email": "demo@deepmock.test"], 400),
            (["password": "demo-password"], 400),
            (["email": "demo", "password": "demo-password"], 400),
            (["first_time_login_token": "00000000000000000000000000000000"], 401),
            (["token": ""], 401),
            ([], 400),
        ] as [(JSON, Int)])
    func wrongLogins(body: JSON, status: Int) throws {
        #expect(try World().send(.post("/auth/login", json: body)).status == status)
    }

    @Test("logins at one instant give distinct tokens, and logging out ends one of them only")
    func logout() throws {
        let world = try World()
        let first = try Person.login(world, "demo@deepmock.test", "demo-password")
        let second = try Person.login(world, "demo@deepmock.test", "demo-password")
        #expect(first != second)
        #expect(try status(world, "Bearer " + first) == 200)
        let answer = try world.send(.post("/auth/logout", json: [:]).bearer(first))
        #expect(answer.status == 200)
        #expect(answer["status"] == "OK")
        #expect(try status(world, "Bearer " + first) == 401)
        #expect(try status(world, "Bearer " + second) == 200)
        #expect(try world.send(.post("/auth/logout").bearer(first)).status == 401)
    }
}
