// Where roles decide: every role of the contract has a check, and the checks tell people apart.

import Emulator
import JSON
import Store
import TestSupport
import Testing

@testable import DeepOpinion

@Suite("Studio: authorisation")
struct AuthorisationTests {
    private let bench: Bench

    init() throws {
        bench = try Bench()
    }

    private func studio(roles: [String: @Sendable (Call) throws -> Void]) -> Platform {
        let studio = DeepOpinion.platform
        return Platform(
            id: studio.id, hosts: studio.hosts, unknownPaths: studio.unknownPaths, dialect: studio.dialect,
            credential: studio.credential, authenticate: studio.authenticate, roles: roles, scopes: [studio.scopes],
            conflictingBodies: studio.conflictingBodies, handlers: [studio.handlers], records: studio.records,
            transitions: [studio.transitions])
    }

    @Test("the start refuses a role without a check, and a check without a role")
    func bindings() throws {
        var roles = Authorisation.roles
        roles["superuser"] = nil
        roles["guest"] = { _ in }
        let platforms = World.platforms.map { $0.id == DeepOpinion.id ? studio(roles: roles) : $0 }
        let error = try #require(throws: BindingError.self) { try World(platforms: platforms) }
        #expect(error.problems.count == 2)
        #expect(error.problems.contains { $0.contains("x-role superuser, which has no check") })
        #expect(error.problems.contains { $0.contains("roles has guest") })
    }

    @Test("roles on a project follow from those in the workspace, and its maker is its manager")
    func projectRoles() throws {
        let user = try bench.person("USER")
        let viewer = try bench.person("VIEWER")
        #expect(try bench.call("POST", "/projects", ["name": "a", "type": "CLASS"], as: viewer).status == 403)
        #expect(try bench.call("POST", "/projects", ["name": "a", "type": "CLASS"], as: user).status == 201)
        #expect(
            try bench.get("/projects/1/permissions", as: viewer).json == [
                ["id": 1, "model": "a", "role": "MANAGER"], ["id": 2, "model": "a", "role": "MANAGER"],
                ["id": 3, "model": "a", "role": "VIEWER"],
            ])
        #expect(try bench.call("PUT", "/projects/1", ["name": "b"], as: viewer).status == 403)
        #expect(try bench.call("PUT", "/projects/1", ["name": "b"], as: user).status == 200)
        let stranger = try bench.person(nil)
        #expect(try bench.get("/projects/1", as: stranger).status == 403)
        #expect(try bench.get("/projects", as: stranger).json == [])
        #expect(try bench.call("POST", "/projects", ["name": "c", "type": "CLASS"], as: stranger).status == 409)
        #expect(try bench.get("/projects/1/permissions", as: "x").status == 401)
        #expect(try bench.get("/projects/9/permissions").status == 404)
    }

    @Test("readers of any kind write nothing")
    func readers() throws {
        let project = try bench.project()
        try bench.execute("UPDATE studio_workspaces SET is_read_only = 1")
        #expect(try bench.call("POST", "/projects", ["name": "b", "type": "CLASS"]).status == 403)
        #expect(try bench.call("PUT", "/projects/\(project)", ["name": "b"]).status == 403)
        #expect(try bench.get("/projects/\(project)").status == 200)
        try bench.execute("UPDATE studio_workspaces SET is_read_only = 0")
        try bench.execute("UPDATE studio_users SET is_read_only = 1")
        #expect(try bench.call("PUT", "/projects/\(project)", ["name": "b"]).status == 403)
    }

    @Test("roles: members read, admins change, managers deactivate, strangers are refused")
    func workspaceRoles() throws {
        let world = try World()
        let expected = [
            ("VIEWER", 200, 403, 403), ("USER", 200, 403, 403), ("ADMIN", 200, 200, 403), ("MANAGER", 200, 200, 200),
        ]
        for (role, read, change, deactivate) in expected {
            let person = try Person.member(world, "\(role)@example.com", role: role)
            #expect(try world.send(.get("/organizations/1").by(person)).status == read)
            #expect(try world.send(.get("/organizations/1/users").by(person)).status == read)
            #expect(try world.send(.put("/organizations/1", json: ["name": "N"]).by(person)).status == change)
            #expect(try world.send(.get("/organizations/1/users/invites").by(person)).status == change)
            #expect(try world.send(.delete("/organizations/1").by(person)).status == deactivate)
        }
        let stranger = try Person.register(world, "stranger@example.com")
        let own = try world.send(.post("/organizations", json: ["name": "N"]).byDemo())["id"]?.int ?? 0
        for request in [TestRequest.get("/organizations/\(own)"), .delete("/organizations/\(own)")] {
            let answer = try world.send(request.by(stranger))
            #expect(answer.status == 403)
            #expect(answer["status"] == "FORBIDDEN")
        }
    }

    @Test("a workspace for reading only refuses every change")
    func readOnlyWorkspace() throws {
        let world = try World()
        try world.tenant.database.execute("UPDATE studio_workspaces SET is_read_only = 1 WHERE id = 1")
        #expect(try world.send(.get("/organizations/1").byDemo())["is_read_only"] == true)
        #expect(try world.send(.put("/organizations/1", json: ["name": "N"]).byDemo()).status == 403)
        let invite: JSON = ["role": "USER", "emails": ["a@example.com"]]
        #expect(try world.send(.post("/organizations/1/users/invite", json: invite).byDemo()).status == 403)
    }

    @Test(
        "an annotator uses his own models everywhere and those of others nowhere", arguments: ["ANNOTATOR", "VIEWER"])
    func modelsOfAnnotators(role: String) throws {
        let lab = try Lab(type: "LABEL", classes: [], labels: ["good", "bad"])
        try lab.session([("A fine room", ["label": "good"]), ("A poor room", ["label": "bad"])])
        let others = try lab.model(["display_name": "Of others"])
        let person = try Person.member(lab.world, "annotator@example.com", role: role)
        func statuses(_ model: Int) throws -> [String: Int] {
            let documents: JSON = [["text": "A fine room"]]
            let number = JSON.int(model)
            let requests: [String: TestRequest] = [
                "analyze": .post("/analyze", json: ["model_id": number, "documents": documents]),
                "analysis": .post("/analyses", json: ["model_id": number, "documents": documents]),
                "correction": .post("\(lab.base)/corrections", json: ["model_id": number, "name": "C"]),
                "extract": TestRequest("POST", "/organizations/1\(lab.base)/models/\(model)/extract").multipart(
                    .file("file", "a.pdf", Array("good: yes".utf8))),
                "download": .get("/models/\(model)/download"),
                "download of the project": .get("\(lab.base)/models/\(model)/download"),
                "base": .post("\(lab.base)/models", json: ["display_name": "Based", "base_id": number]),
            ]
            return try requests.mapValues { try lab.world.send($0.by(person)).status }
        }
        #expect(try statuses(others).allSatisfy { $0.value == 403 })
        guard role == "ANNOTATOR" else { return }
        let made = try lab.world.send(.post("\(lab.base)/models", json: ["display_name": "Own"]).by(person))
        try lab.world.runUntilIdle()
        #expect(
            try statuses(#require(made["id"]?.int)) == [
                "analyze": 200, "analysis": 201, "correction": 201, "extract": 200, "download": 200,
                "download of the project": 200, "base": 201,
            ])
        let upload = TestRequest("POST", "/analyses/upload").multipart(.file("file", "a.csv", Array("text\na\n".utf8)))
        #expect(try lab.world.send(upload.by(person)).status == 200)
    }
}
