// Projects: creation, lists, changes, transfer and deletion.

import Emulator
import JSON
import Store
import TestSupport
import Testing

@Suite struct ProjectsTests {
    private let bench: Bench

    init() throws {
        bench = try Bench()
    }

    @Test(
        "a project is created, read, listed, renamed and deleted", arguments: ["ABSA", "CLASS", "LABEL", "CLASSLABEL"])
    func life(type: String) throws {
        let made = try bench.call("POST", "/projects", ["name": "Reviews", "type": .string(type)])
        #expect(made.status == 201)
        #expect(made["status"] == "CREATED")
        #expect(made["labels"] == (type == "ABSA" ? ["POS", "NEU", "NEG"] : []))
        #expect(made["created"] == "2026-01-01T00:00:00Z")
        #expect(try bench.get("/projects/1").json == made.json)
        let list = try bench.get("/projects")
        #expect(list.json.each("name") == ["Reviews"])
        #expect(list[0, "labels"] == [])
        #expect(try bench.get("/projects?details=True")[0] == made.json)
        #expect(try bench.call("PUT", "/projects/1", ["name": "Opinions"])["name"] == "Opinions")
        try bench.call("POST", "/projects/1/documents", ["text": "a"])
        #expect(try bench.call("DELETE", "/projects/1").status == 204)
        #expect(try bench.get("/projects/1").status == 404)
        #expect(try bench.get("/projects").json == [])
        try bench.world.runUntilIdle()
        let database = bench.world.tenant.database
        #expect(try !database.exists("SELECT 1 FROM studio_projects"))
        #expect(try !database.exists("SELECT 1 FROM studio_documents"))
        #expect(try !database.exists("SELECT 1 FROM studio_labels WHERE project IS NOT NULL"))
    }

    @Test(
        "a project needs a name that is free and a type that exists",
        arguments: [
            [:], ["name": "a"], ["type": "ABSA"], ["name": "", "type": "ABSA"], ["name": "a", "type": "absa"],
        ]
            as [JSON])
    func bodies(body: JSON) throws {
        #expect(try bench.call("POST", "/projects", body).status == 400)
        _ = try bench.project(name: "Taken")
        #expect(try bench.call("POST", "/projects", ["name": "Taken", "type": "LABEL"]).status == 409)
        _ = try bench.project(name: "Free")
        #expect(try bench.call("PUT", "/projects/2", ["name": "Taken"]).status == 409)
    }

    @Test("the name of a deleted project is free again")
    func nameAgain() throws {
        try bench.call("DELETE", "/projects/\(try bench.project())")
        #expect(try bench.project() == 2)
    }

    @Test("the prefix of a workspace shows and makes what lies in it")
    func prefix() throws {
        let inner = try bench.project(name: "Inner")
        let other = try bench.workspace(role: "MANAGER")
        let made = try bench.call("POST", "/organizations/\(other)/projects", ["name": "Inner", "type": "LABEL"])
        #expect(made.status == 201)
        let outer = try #require(made["id"]?.int)
        #expect(try bench.get("/organizations/\(other)/projects").json.each("id") == [.int(outer)])
        #expect(try bench.get("/projects").json.each("id") == [.int(inner), .int(outer)])
        #expect(try bench.get("/organizations/\(other)/projects/\(outer)").status == 200)
        #expect(try bench.get("/organizations/\(other)/projects/\(inner)").status == 404)
        #expect(try bench.get("/organizations/99/projects").status == 404)
        let closed = try bench.workspace(role: nil)
        #expect(try bench.get("/organizations/\(closed)/projects").status == 403)
        try bench.execute("UPDATE studio_workspaces SET is_active = 0 WHERE id = ?", .int(other))
        #expect(try bench.get("/projects/\(outer)").status == 404)
        #expect(try bench.get("/projects").json.each("id") == [.int(inner)])
    }

    @Test("a transfer moves a project with its models, when both sides agree")
    func transfer() throws {
        let project = try bench.project()
        let other = try bench.workspace(role: "MANAGER")
        try Samples.model(named: "m", project: project, bench)
        let transfer = "/projects/\(project)/transfer"
        #expect(try bench.call("POST", transfer, ["organization_id": 99]).status == 404)
        #expect(try bench.call("POST", transfer, ["organization_id": "x"]).status == 400)
        let foreign = try bench.workspace(role: "ANNOTATOR")
        #expect(try bench.call("POST", transfer, ["organization_id": .int(foreign)]).status == 403)
        let done = try bench.call("POST", transfer, ["organization_id": .int(other)])
        #expect(done.status == 200)
        #expect(done["status"] == "OK")
        #expect(try bench.get("/organizations/\(other)/projects/\(project)").status == 200)
        #expect(try bench.get("/organizations/1/projects/\(project)").status == 404)
        let workspace = try bench.world.tenant.database.scalarInt(
            "SELECT workspace FROM studio_models WHERE project = ?", .int(project))
        #expect(workspace == other)
        _ = try bench.project(name: "Reviews")
        #expect(try bench.call("POST", transfer, ["organization_id": 1]).status == 409)
    }

    @Test("a task answers its project")
    func task() throws {
        let project = try bench.project()
        try bench.execute("INSERT INTO studio_tasks(project, created) VALUES (?, 0)", .int(project))
        #expect(try bench.get("/projects/\(project)/tasks/1")["id"] == .int(project))
        #expect(try bench.get("/projects/\(project)/tasks/2").status == 404)
    }
}
