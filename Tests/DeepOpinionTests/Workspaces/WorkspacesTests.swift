// Tests of workspaces.

import Emulator
import JSON
import Store
import TestSupport
import Testing

@Suite("Studio: workspaces")
struct WorkspacesTests {
    @Test("every tenant begins with workspace 1, managed by the demo account")
    func seed() throws {
        let world = try World()
        #expect(
            try world.send(.get("/organizations/1").byDemo()).text
                == #"{"id":1,"name":"Demo","description":null,"created":"2026-01-01T00:00:00Z","is_beta":false,"is_read_only":false}"#
        )
        #expect(
            try world.send(.get("/organizations/1/permissions").byDemo()).text
                == #"[{"id":1,"role":"MANAGER","user":"Demo Account"}]"#)
    }

    @Test("a workspace is made with 200, and its maker manages it")
    func create() throws {
        let world = try World()
        let answer = try world.send(
            .post("/organizations", json: ["name": "Hotels", "description": "Guests"]).byDemo())
        #expect(answer.status == 200)
        #expect(answer["id"] == 2)
        #expect(answer["description"] == "Guests")
        #expect(try world.send(.get("/organizations/2/permissions").byDemo())[0, "role"] == "MANAGER")
    }

    @Test(
        "a name is required for making and for changing",
        arguments: [[:], ["name": ""], ["name": 1], ["name": nil]] as [JSON])
    func nameless(body: JSON) throws {
        let world = try World()
        #expect(try world.send(.post("/organizations", json: body).byDemo()).status == 400)
        #expect(try world.send(.put("/organizations/1", json: body).byDemo()).status == 400)
    }

    @Test("a change keeps the description unless one is given")
    func update() throws {
        let world = try World()
        func put(_ body: JSON) throws -> JSON? {
            try world.send(.put("/organizations/1", json: body).byDemo())["description"]
        }
        #expect(try put(["name": "A", "description": "text"]) == "text")
        #expect(try put(["name": "B"]) == "text")
        #expect(try put(["name": "B", "description": nil]) == JSON.null)
        #expect(try world.send(.get("/organizations/1").byDemo())["name"] == "B")
    }

    @Test("a deactivated workspace answers itself once, and 404 from then on")
    func deactivate() throws {
        let world = try World()
        let answer = try world.send(.delete("/organizations/1").byDemo())
        #expect(answer.status == 200)
        #expect(answer["name"] == "Demo")
        for path in ["", "/users", "/permissions", "/users/invites", "/projects"] {
            #expect(try world.send(.get("/organizations/1" + path).byDemo()).status == 404)
        }
        #expect(try world.send(.delete("/organizations/1").byDemo()).status == 404)
    }

    @Test("a user has one default workspace at most")
    func setDefault() throws {
        let world = try World()
        try world.send(.post("/organizations", json: ["name": "Second"]).byDemo())
        func defaults() throws -> [Int] {
            try world.tenant.database.all(
                "SELECT workspace FROM studio_members WHERE user = 1 AND is_default = 1"
            ) { $0.int(0) }
        }
        #expect(try defaults() == [1])
        #expect(try world.send(.post("/organizations/2/default", json: ["default": true]).byDemo()).status == 200)
        #expect(try defaults() == [2])
        #expect(try world.send(.post("/organizations/1/default", json: ["default": false]).byDemo()).status == 200)
        #expect(try defaults() == [2])
        #expect(try world.send(.post("/organizations/2/default", json: ["default": false]).byDemo()).status == 200)
        #expect(try defaults() == [])
        #expect(try world.send(.post("/organizations/2/default", json: [:]).byDemo()).status == 400)
        #expect(try world.send(.post("/organizations/9/default", json: ["default": true]).byDemo()).status == 404)
    }

    @Test("superusers choose any workspace as their default; others one that they belong to")
    func foreignDefault() throws {
        let world = try World()
        let admin = try Person.login(world, "admin@deepmock.test", "demo-password")
        let stranger = try Person.register(world, "stranger@deepmock.test")
        for wanted in [false, true] {
            let body: JSON = ["default": .bool(wanted)]
            #expect(try world.send(.post("/organizations/1/default", json: body).by(stranger)).status == 403)
            #expect(try world.send(.post("/organizations/1/default", json: body).bearer(admin)).status == 200)
        }
        let made = try world.send(.post("/projects", json: ["name": "P", "type": "CLASS"]).bearer(admin))
        let id = try #require(made["id"]?.int)
        #expect(try world.send(.get("/organizations/1/projects/\(id)").byDemo()).status == 200)
    }

    @Test("members are listed in the order in which they joined, by people who are members")
    func listUsers() throws {
        let world = try World()
        let jo = try Person.member(world, "jo@example.com", role: "VIEWER")
        let answer = try world.send(.get("/organizations/1/users").by(jo))
        #expect(answer.json.array?.compactMap { $0["email"]?.string } == ["demo@deepmock.test", "jo@example.com"])
    }
}
