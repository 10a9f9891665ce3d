// Accounts and their flags.

import JSON
import TestSupport
import Testing

@Suite("Studio: users")
struct UsersTests {
    @Test("an account reads itself, without any password")
    func get() throws {
        let answer = try World().send(.get("/users/1").byDemo())
        #expect(answer.text == #"{"id":1,"first_name":"Demo","last_name":"Account","email":"demo@deepmock.test"}"#)
    }

    @Test("others may not, except superusers; an unknown account is a 404, a name in place of a number too")
    func others() throws {
        let world = try World()
        let jo = try Person.register(world, "jo@example.com")
        let admin = try Person.login(world, "admin@deepmock.test", "demo-password")
        for path in ["/users/1", "/users/1/permissions", "/users/1/keys", "/users/1/notifications"] {
            #expect(try world.send(.get(path).by(jo)).status == 403)
            #expect(try world.send(.get(path).bearer(admin)).status == 200)
        }
        #expect(try world.send(.put("/users/1", json: [:]).by(jo)).status == 403)
        #expect(try world.send(.delete("/users/1").by(jo)).status == 403)
        #expect(try world.send(.post("/users/1/keys").by(jo)).status == 403)
        #expect(try world.send(.get("/users/99").byDemo()).status == 404)
        #expect(try world.send(.get("/users/me").byDemo()).status == 404)
        #expect(try world.send(.get("/users/0").byDemo()).status == 404)
    }

    @Test("administrators of a workspace read the accounts of its members, and no more")
    func administrators() throws {
        let world = try World()
        let admin = try Person.member(world, "admin@example.com", role: "ADMIN")
        let user = try Person.member(world, "user@example.com", role: "USER")
        let stranger = try Person.register(world, "stranger@example.com")
        for path in ["/users/\(user.id)", "/users/\(user.id)/permissions"] {
            #expect(try world.send(.get(path).by(admin))["email"] == "user@example.com")
            #expect(try world.send(.get(path).byDemo())["email"] == "user@example.com")
            #expect(try world.send(.get(path).by(stranger)).status == 403)
        }
        #expect(try world.send(.get("/users/\(admin.id)").by(user)).status == 403)
        #expect(try world.send(.get("/users/\(stranger.id)").by(admin)).status == 403)
        #expect(try world.send(.get("/users/\(user.id)/keys").by(admin)).status == 403)
        #expect(try world.send(.put("/users/\(user.id)", json: ["first_name": "X"]).by(admin)).status == 403)
        #expect(try world.send(.get("/organizations/1/users").by(admin)).json.array?.count == 3)
        #expect(try world.send(.get("/organizations/1/permissions").by(admin)).json.array?.count == 3)
        #expect(try world.send(.delete("/organizations/1").byDemo()).status == 200)
        #expect(try world.send(.get("/users/\(user.id)").by(admin)).status == 403)
    }

    @Test("a change touches only what is given")
    func update() throws {
        let world = try World()
        let answer = try world.send(.put("/users/1", json: ["first_name": "Ada", "unknown": 1]).byDemo())
        #expect(answer["first_name"] == "Ada")
        #expect(answer["last_name"] == "Account")
        #expect(answer["email"] == "demo@deepmock.test")
        #expect(try world.send(.put("/users/1", json: ["last_name": nil]).byDemo())["last_name"] == JSON.null)
    }

    @Test("a new password takes the place of the old one")
    func password() throws {
        let world = try World()
        #expect(try world.send(.put("/users/1", json: ["password": "entirely new"]).byDemo()).status == 200)
        _ = try Person.login(world, "demo@deepmock.test", "entirely new")
    }

    @Test("a new address is to be verified again, and must be free")
    func email() throws {
        let world = try World()
        let answer = try world.send(.put("/users/1", json: ["email": "Ada@example.com"]).byDemo())
        #expect(answer["email"] == "Ada@example.com")
        #expect(try world.mail(to: "ada@example.com")?["kind"] == "verify")
        #expect(try world.send(.put("/users/1", json: ["email": "admin@deepmock.test"]).byDemo()).status == 409)
    }

    @Test(
        "a change refuses short passwords and bad addresses",
        arguments: [["password": "short"], ["email": "nowhere"], ["email": nil], ["first_name": 7]] as [JSON])
    func refusals(body: JSON) throws {
        #expect(try World().send(.put("/users/1", json: body).byDemo()).status == 400)
    }

    @Test("a deleted account is gone with its tokens and its own workspace, and its address is free again")
    func delete() throws {
        let world = try World()
        let jo = try Person.register(world, "jo@example.com")
        let answer = try world.send(.delete("/users/\(jo.id)").by(jo))
        #expect(answer.status == 204)
        #expect(answer.body.isEmpty)
        #expect(try world.send(.get("/users/\(jo.id)").by(jo)).status == 401)
        let admin = try Person.login(world, "admin@deepmock.test", "demo-password")
        #expect(try world.send(.get("/users/\(jo.id)").bearer(admin)).status == 404)
        #expect(try world.send(.get("/organizations/2").bearer(admin)).status == 404)
        #expect(try Person.register(world, "jo@example.com").id != jo.id)
    }

    @Test("the last manager of a workspace with other members cannot go")
    func lastManager() throws {
        let world = try World()
        let jo = try Person.member(world, "jo@example.com", role: "USER")
        #expect(try world.send(.delete("/users/1").byDemo()).status == 409)
        #expect(
            try world.send(.put("/organizations/1/permissions/3", json: ["role": "MANAGER"]).byDemo()).status == 200)
        #expect(try world.send(.delete("/users/1").byDemo()).status == 204)
        #expect(try world.send(.get("/organizations/1").by(jo)).status == 200)
    }

    @Test("superusers grant and revoke flags; others may only read their own")
    func permissions() throws {
        let world = try World()
        let admin = try Person.login(world, "admin@deepmock.test", "demo-password")
        let own = try world.send(.get("/users/1/permissions").byDemo())
        #expect(own["is_betauser"] == false)
        #expect(own["is_superuser"] == false)
        #expect(own["email"] == "demo@deepmock.test")
        #expect(try world.send(.put("/users/1/permissions", json: ["is_superuser": true]).byDemo()).status == 403)
        let granted = try world.send(
            .put("/users/1/permissions", json: ["is_superuser": true, "is_betauser": true]).bearer(admin))
        #expect(granted["is_superuser"] == true)
        #expect(granted["is_betauser"] == true)
        let revoked = try world.send(.put("/users/2/permissions", json: ["is_superuser": false]).byDemo())
        #expect(revoked["is_superuser"] == false)
        #expect(try world.send(.put("/users/1/permissions", json: [:]).bearer(admin)).status == 403)
        #expect(try world.send(.put("/users/99/permissions", json: [:]).byDemo()).status == 404)
    }

    @Test(
        "an invalid body of flags is a conflict",
        arguments: [["is_superuser": "yes"], ["is_betauser": 1], [1], "x"] as [JSON])
    func badFlags(body: JSON) throws {
        let world = try World()
        let admin = try Person.login(world, "admin@deepmock.test", "demo-password")
        #expect(try world.send(.put("/users/1/permissions", json: body).bearer(admin)).status == 409)
    }

    @Test(
        "a body of flags that is no JSON is a conflict, too", arguments: ["{", "", "1e400", "{\"is_superuser\":1e400}"])
    func damagedFlags(text: String) throws {
        let world = try World()
        let admin = try Person.login(world, "admin@deepmock.test", "demo-password")
        let request = TestRequest("PUT", "/users/1/permissions").raw(Array(text.utf8), type: "application/json")
        let answer = try world.send(request.bearer(admin))
        #expect(answer.status == 409)
        #expect(answer["status"] == "CONFLICT")
    }
}
