// Requests that wait, and what others do to their records meanwhile.

import Emulator
import JSON
import Store
import TestSupport
import Testing

@Suite("Studio: overtaken requests")
struct OvertakenRequestsTests {
    private func count(_ table: SQL, _ world: World) throws -> Int {
        try world.tenant.database.scalarInt("SELECT count(*) FROM \(table)") ?? 0
    }

    private let analysis = TestRequest.post(
        "/analyses", json: ["name": "March", "model_id": 1, "documents": [["text": "The room was clean."]]]
    ).byDemo()

    @Test("a model that is deleted while documents are read is refused, as if it had been gone before")
    func model() throws {
        let pool = HeldPool()
        let world = try World(pool: pool)
        let pending = try world.begin(analysis)
        #expect(pool.held.count == 1)
        #expect(try world.send(TestRequest("DELETE", "/models/1").byDemo()).status == 204)
        pool.runFirst()
        let answer = try pending.answer()
        #expect(answer.status == 400)
        #expect(answer.text == (try world.send(analysis).text))
        #expect(try count("studio_analyses", world) == 0)
        #expect(try count("studio_groups", world) == 0)
    }

    @Test("a project that is deleted while a file is read is not found")
    func project() throws {
        let pool = HeldPool()
        let lab = try Lab(type: "LABEL", classes: [], world: World(pool: pool))
        let pending = try lab.world.begin(
            TestRequest("POST", "\(lab.base)/labels/upload").multipart(.file("file", "a.csv", Array("name\nsum".utf8)))
                .byDemo())
        #expect(pool.held.count == 1)
        try lab.send(TestRequest("DELETE", lab.base), expecting: 204)
        pool.runFirst()
        let answer = try pending.answer()
        #expect(answer.status == 404)
        #expect(answer.text == (try lab.send(.get(lab.base)).text))
    }

    @Test("a document that is deleted between two slices is a conflict")
    func document() throws {
        let lab = try Lab()
        try lab.session((0..<250).map { ("Room \($0)", ["class": "room"]) })
        let documents = try lab.world.tenant.database.all("SELECT id FROM studio_documents ORDER BY id") { $0.int(0) }
        let pending = try lab.world.begin(
            .post(
                "\(lab.base)/annotations",
                json: ["document_ids": .array(documents.map(JSON.int)), "sample_size": 10]
            ).byDemo())
        pending.step()
        #expect(!pending.isAnswered)
        try lab.send(TestRequest("DELETE", "\(lab.base)/documents/\(documents[249])"), expecting: 204)
        #expect(try pending.answer().status == 409)
    }

    @Test("an analysis whose class is deleted while it predicts ends well, without the class")
    func prediction() throws {
        let pool = HeldPool()
        pool.isOpen = true
        let lab = try Lab(world: World(pool: pool))
        try lab.session(Lab.reviews)
        let model = try lab.model()
        let made = try lab.send(
            .post("/analyses", json: ["model_id": .int(model), "documents": [["text": .string(Lab.reviews[0].text)]]]),
            expecting: 201)
        let analysis = try #require(made["id"]?.int)
        let name = try #require(Lab.reviews[0].tag["class"]?.string)
        let number = try #require(
            try lab.world.tenant.database.scalarInt(
                "SELECT id FROM studio_classes WHERE project = ? AND name = ?", .int(lab.project), .text(name)))
        pool.isOpen = false
        let advance = try lab.world.begin(.post("/__admin/clock/advance", json: ["to": "idle"]))
        // First the classifier is read, then it predicts.
        while pool.held.isEmpty { advance.step() }
        pool.runFirst()
        while pool.held.isEmpty { advance.step() }
        try lab.send(TestRequest("DELETE", "\(lab.base)/classes/\(number)"), expecting: 204)
        pool.runFirst()
        pool.isOpen = true
        #expect(try advance.answer().status == 200)
        #expect(try lab.send(.get("/analyses/\(analysis)"))["status"] == "FINISHED")
        #expect(
            try lab.world.tenant.database.scalarInt(
                "SELECT count(*) FROM studio_tags WHERE analysis = ? AND class = ?", .int(analysis), .int(number)) == 0)
    }

    @Test("what the database refuses again and again is a failure of the server")
    func failure() throws {
        let world = try World()
        try world.tenant.database.execute(
            script: """
                CREATE TRIGGER broken AFTER INSERT ON studio_analyses BEGIN
                    INSERT INTO studio_analyses SELECT * FROM studio_analyses WHERE id = new.id;
                END
                """)
        #expect(try world.begin(analysis).answer(mayFail: true).status == 500)
        #expect(try count("studio_analyses", world) == 0)
    }
}
