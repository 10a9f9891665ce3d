// Tests of humans in the loop.

import Emulator
import JSON
import Store
import TestSupport
import Testing

@testable import DeepOpinion

@Suite("Studio: HITL")
struct HitlsTests {
    /// A world with project 1, which has two labels.
    private func world() throws -> World {
        let world = try World()
        try world.tenant.database.execute(
            """
            INSERT INTO studio_projects(workspace, name, type, status, created, created_by)
            VALUES (1, 'Invoices', 'LABEL', 'CREATED', 0, 1)
            """)
        for name in ["total", "date"] {
            try world.tenant.database.execute(
                "INSERT INTO studio_labels(project, name) VALUES (1, ?)", .text(name))
        }
        return world
    }

    @Test("a HITL is made from nothing, or from everything")
    func create() throws {
        let world = try world()
        let bare = try world.send(.post("/projects/1/hitls").byDemo())
        #expect(bare.status == 201)
        #expect(bare["is_live"] == false)
        #expect(bare["project_id"] == 1)
        #expect(bare["labels"] == ["total": ["confidence_threshold": 0.8], "date": ["confidence_threshold": 0.8]])
        let full = try world.send(
            .post(
                "/projects/1/hitls",
                json: [
                    "name": "Check", "description": "D", "assigned_user_id": 1, "is_live": true,
                    "webhook_url": "http://example.test/hook",
                ]
            ).byDemo())
        #expect(full["name"] == "Check")
        #expect(full["assigned_user_id"] == 1)
        #expect(full["is_live"] == true)
        #expect(full["webhook_url"] == "http://example.test/hook")
        #expect(try world.send(.get("/projects/1/hitls").byDemo()).json.array?.compactMap { $0["id"]?.int } == [1, 2])
    }

    @Test("both words are understood in every path, with and without the workspace")
    func words() throws {
        let world = try world()
        for prefix in ["", "/organizations/1"] {
            for word in ["hitl", "hitls"] {
                let made = try world.send(.post("\(prefix)/projects/1/\(word)", json: ["name": "X"]).byDemo())
                #expect(made.status == 201)
                let id = try #require(made["id"]?.int)
                #expect(try world.send(.get("\(prefix)/projects/1/\(word)").byDemo()).status == 200)
                let path = "\(prefix)/projects/1/\(word)/\(id)"
                #expect(try world.send(.get(path).byDemo())["name"] == "X")
                #expect(try world.send(.put(path, json: ["name": "Y"]).byDemo())["name"] == "Y")
                #expect(try world.send(TestRequest("PATCH", path).json(["assigned_user_id": 1]).byDemo()).status == 200)
                #expect(try world.send(.post(path + "/assign", json: [:]).byDemo())["assigned_user_id"] == 1)
                #expect(try world.send(.get(path + "/reviews").byDemo()).text == "[]")
            }
        }
    }

    @Test(
        "texts that are too long, and wrong types, are refused",
        arguments: [
            ["name": .string(String(repeating: "x", count: 121))],
            ["description": .string(String(repeating: "x", count: 256))],
            ["webhook_url": .string(String(repeating: "x", count: 256))], ["is_live": "maybe"], ["name": ""],
            ["assigned_user_id": 0],
        ] as [JSON])
    func refusals(body: JSON) throws {
        let world = try world()
        #expect(try world.send(.post("/projects/1/hitls", json: body).byDemo()).status == 400)
        try world.send(.post("/projects/1/hitls").byDemo())
        #expect(try world.send(.put("/projects/1/hitl/1", json: body).byDemo()).status == 400)
        #expect(try world.send(TestRequest("PATCH", "/projects/1/hitl/1").json(body).byDemo()).status == 400)
    }

    @Test("a change touches only what is given, and says when")
    func update() throws {
        let world = try world()
        try world.send(.post("/projects/1/hitls", json: ["name": "A", "description": "D"]).byDemo())
        try world.advance(seconds: 60)
        let answer = try world.send(.put("/projects/1/hitl/1", json: ["is_live": true]).byDemo())
        #expect(answer["name"] == "A")
        #expect(answer["description"] == "D")
        #expect(answer["is_live"] == true)
        #expect(answer["created_at"] == "2026-01-01T00:00:00Z")
        #expect(answer["updated_at"] == "2026-01-01T00:01:00Z")
        #expect(
            try world.send(.put("/projects/1/hitl/1", json: ["description": nil]).byDemo())["description"] == JSON.null)
    }

    @Test("only members of the workspace are assigned; null takes the HITL from them, an absent id leaves it")
    func assign() throws {
        let world = try world()
        try world.send(.post("/projects/1/hitls").byDemo())
        func patch(_ body: JSON) throws -> TestAnswer {
            try world.send(TestRequest("PATCH", "/projects/1/hitl/1").json(body).byDemo())
        }
        #expect(try patch(["assigned_user_id": 1])["assigned_user_id"] == 1)
        #expect(try patch(["assigned_user_id": 2]).status == 404)
        #expect(try patch(["assigned_user_id": 99]).status == 404)
        #expect(try patch([:])["assigned_user_id"] == 1)
        #expect(try patch(["assigned_user_id": nil])["assigned_user_id"] == JSON.null)
        #expect(try world.send(.post("/projects/1/hitls", json: ["assigned_user_id": 99]).byDemo()).status == 404)
        #expect(try world.send(.put("/projects/1/hitl/1", json: ["model_id": 9999]).byDemo()).status == 404)
    }

    @Test("viewers read and may not write; a HITL lies inside its project")
    func roles() throws {
        let world = try world()
        try world.send(.post("/projects/1/hitls").byDemo())
        let viewer = try Person.member(world, "v@example.com", role: "VIEWER")
        #expect(try world.send(.get("/projects/1/hitls").by(viewer)).status == 200)
        #expect(try world.send(.get("/projects/1/hitl/1").by(viewer)).status == 200)
        #expect(try world.send(.post("/projects/1/hitls").by(viewer)).status == 403)
        #expect(try world.send(.put("/projects/1/hitl/1", json: [:]).by(viewer)).status == 403)
        #expect(try world.send(.get("/projects/1/hitl/2").byDemo()).status == 404)
        #expect(try world.send(.get("/projects/2/hitls").byDemo()).status == 404)
        let stranger = try Person.register(world, "s@example.com")
        #expect(try world.send(.get("/projects/1/hitls").by(stranger)).status == 403)
    }

    @Test("reviews are pending until their time is up, and show value and place when asked")
    func reviews() throws {
        let world = try world()
        try world.send(.post("/projects/1/hitls", json: ["assigned_user_id": 1]).byDemo())
        try HitlReviews.add(
            [
                HitlDoubt(
                    document: 7, documentName: "a.pdf", page: 1, label: "total", threshold: 0.8, value: "12.50",
                    box: [0.1, 0.1, 0.4, 0.12])
            ], hitl: 1, project: 1, world.tenant)
        let plain = try world.send(.get("/projects/1/hitl/1/reviews").byDemo())
        #expect(plain[0, "status"] == "PENDING")
        #expect(plain[0, "user_id"] == 1)
        #expect(plain[0, "document_name"] == "a.pdf")
        #expect(plain[0, "value"] == nil)
        let full = try world.send(.get("/projects/1/hitl/1/reviews?with_full_data=True").byDemo())
        #expect(full[0, "value"] == "12.50")
        #expect(full[0, "bbox"] == [0.1, 0.1, 0.4, 0.12])
        try world.runUntilIdle()
        #expect(try world.send(.get("/projects/1/hitl/1/reviews").byDemo())[0, "status"] == "COMPLETED")
        #expect(try world.send(.get("/projects/1/hitl/1/reviews?with_full_data=maybe").byDemo()).status == 400)
    }
}
