// Tests of memberships and roles.

import JSON
import TestSupport
import Testing

@Suite("Studio: members")
struct MembersTests {
    @Test("an account is added once, in a role, with its name or address")
    func add() throws {
        let world = try World()
        let jo = try Person.register(world, "jo@example.com")
        let body: JSON = ["role": "USER", "user_id": .int(jo.id)]
        let answer = try world.send(.post("/organizations/1/permissions", json: body).byDemo())
        #expect(answer.status == 200)
        #expect(answer["role"] == "USER")
        #expect(answer["user"] == "jo@example.com")
        #expect(try world.send(.post("/organizations/1/permissions", json: body).byDemo()).status == 409)
        #expect(try world.send(.get("/organizations/1/permissions").by(jo)).json.array?.count == 2)
    }

    @Test(
        "adding refuses unknown accounts and bad bodies",
        arguments: [
            (["role": "USER", "user_id": 99], 404), (["role": "USER"], 400), (["user_id": 2], 400),
            (["role": "user", "user_id": 2], 400), (["role": "USER", "user_id": "2"], 400),
        ] as [(JSON, Int)])
    func refusals(body: JSON, status: Int) throws {
        #expect(try World().send(.post("/organizations/1/permissions", json: body).byDemo()).status == status)
    }

    @Test("every documented role can be given", arguments: ["USER", "VIEWER", "ANNOTATOR", "ADMIN", "MANAGER"])
    func roles(role: String) throws {
        let world = try World()
        try world.send(.post("/organizations/1/permissions", json: ["role": "USER", "user_id": 2]).byDemo())
        let answer = try world.send(.put("/organizations/1/permissions/2", json: ["role": .string(role)]).byDemo())
        #expect(answer.status == 200)
        #expect(answer["status"] == "OK")
        #expect(try world.send(.get("/organizations/1/permissions").byDemo())[1, "role"]?.string == role)
    }

    @Test("the last manager can neither be demoted nor removed; with a second one the first may go")
    func lastManager() throws {
        let world = try World()
        let path = "/organizations/1/permissions/1"
        #expect(try world.send(.put(path, json: ["role": "ADMIN"]).byDemo()).status == 409)
        #expect(try world.send(.put(path, json: ["role": "MANAGER"]).byDemo()).status == 200)
        #expect(try world.send(.delete(path).byDemo()).status == 409)
        let jo = try Person.member(world, "jo@example.com", role: "MANAGER")
        #expect(try world.send(.put(path, json: ["role": "VIEWER"]).byDemo()).status == 200)
        #expect(try world.send(.put(path, json: ["role": "MANAGER"]).byDemo()).status == 403)
        let removed = try world.send(.delete(path).by(jo))
        #expect(removed.status == 204)
        #expect(try world.send(.get("/organizations/1").byDemo()).status == 403)
    }

    @Test("an administrator neither becomes, makes, invites, demotes nor removes a manager")
    func managers() throws {
        let world = try World()
        let admin = try Person.member(world, "admin@example.com", role: "ADMIN")
        let user = try Person.member(world, "user@example.com", role: "USER")
        let stranger = try Person.register(world, "stranger@example.com")
        func change(_ permission: Int, _ role: JSON, _ person: Person) throws -> Int {
            try world.send(.put("/organizations/1/permissions/\(permission)", json: ["role": role]).by(person)).status
        }
        let numbers = try world.send(.get("/organizations/1/permissions").byDemo()).json.each("id").compactMap(\.int)
        try #require(numbers.count == 3)
        #expect(try change(numbers[1], "MANAGER", admin) == 403)
        #expect(try change(numbers[2], "MANAGER", admin) == 403)
        #expect(try change(numbers[0], "ADMIN", admin) == 403)
        #expect(try change(numbers[0], "MANAGER", admin) == 403)
        #expect(try world.send(.delete("/organizations/1/permissions/\(numbers[0])").by(admin)).status == 403)
        let manager: JSON = ["role": "MANAGER", "user_id": .int(stranger.id)]
        #expect(try world.send(.post("/organizations/1/permissions", json: manager).by(admin)).status == 403)
        let invitation: JSON = ["role": "MANAGER", "emails": ["new@example.com"]]
        #expect(try world.send(.post("/organizations/1/users/invite", json: invitation).by(admin)).status == 403)
        #expect(try world.send(.get("/organizations/1/users/invites").by(admin)).json == [])
        #expect(try world.send(.post("/organizations/1/users/invite", json: invitation).byDemo()).status == 200)
        #expect(try change(numbers[2], "ADMIN", admin) == 200)
        #expect(try change(numbers[2], "VIEWER", admin) == 200)
        #expect(try world.send(.get("/organizations/1/users/invites").by(user)).status == 403)
        #expect(try change(numbers[1], "MANAGER", .demo) == 200)
        #expect(try change(numbers[0], "USER", admin) == 200)
    }

    @Test("only admins add, change and remove, and only within their workspace")
    func authority() throws {
        let world = try World()
        let user = try Person.member(world, "u@example.com", role: "USER")
        #expect(
            try world.send(.post("/organizations/1/permissions", json: ["role": "USER", "user_id": 2]).by(user)).status
                == 403)
        #expect(try world.send(.put("/organizations/1/permissions/1", json: ["role": "USER"]).by(user)).status == 403)
        #expect(try world.send(.delete("/organizations/1/permissions/1").by(user)).status == 403)
        #expect(try world.send(.put("/organizations/1/permissions/2", json: ["role": "USER"]).byDemo()).status == 404)
        #expect(try world.send(.delete("/organizations/1/permissions/99").byDemo()).status == 404)
        #expect(try world.send(.put("/organizations/1/permissions/1", json: [:]).byDemo()).status == 400)
    }
}
