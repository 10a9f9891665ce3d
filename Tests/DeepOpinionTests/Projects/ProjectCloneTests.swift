// Copies of projects.

import Emulator
import JSON
import Store
import TestSupport
import Testing

@Suite struct ProjectCloneTests {
    private let bench: Bench
    private let project: Int

    init() throws {
        bench = try Bench()
        project = try bench.project("CLASSLABEL")
    }

    /// Fills the project with one of everything.
    private func fill() throws {
        let base = "/projects/\(project)"
        try bench.call("POST", base + "/classes", ["name": "room"])
        try bench.call("POST", base + "/labels", ["name": "good"])
        let documents = JSON.array(
            (1...120).map {
                [
                    "text": .string("Text \($0)."), "n": .int($0),
                    "segments": [["text": "Text", "tags": [["class": "room"]]]],
                ]
            })
        try bench.call("POST", base + "/groups", ["documents": documents, "name": "All"])
        try bench.world.runUntilIdle()
        let model = try Samples.model(named: "m", project: project, bench)
        try Samples.model(named: "unfinished", project: project, status: "TRAINING", bench)
        try bench.execute(
            """
            INSERT INTO studio_sessions(uuid, project, mode, name, status, created, group_id, model, classes_json,
                labels_json, segment_count, annotated_count)
            VALUES ('00000000-0000-4000-8000-00000000aaaa', ?, 'ANNOTATION', 's', 'ANNOTATING', 0, 1, ?, '[1]', '[1]', 1, 1)
            """, .int(project), .int(model))
        try bench.execute(
            "INSERT INTO studio_session_documents(session, position, document, annotated) VALUES (1, 0, 5, 9)")
        try bench.execute("INSERT INTO studio_session_segments(session, segment, annotated) VALUES (1, 5, 9)")
        try bench.execute(
            "INSERT INTO studio_tags(project, document, segment, session, class, label) VALUES (?, 5, 5, 1, 1, 1)",
            .int(project))
        try bench.execute("INSERT INTO studio_model_sessions(model, session, role) VALUES (?, 1, 'train')", .int(model))
        try bench.execute(
            """
            INSERT INTO studio_analyses(uuid, workspace, project, model, group_id, name, status, type, created)
            VALUES ('00000000-0000-4000-8000-00000000bbbb', 1, ?, ?, 1, 'a', 'FINISHED', 'CLASSLABEL', 0)
            """, .int(project), .int(model))
        try bench.execute("INSERT INTO studio_analysis_documents(analysis, position, document) VALUES (1, 0, 7)")
        try bench.execute(
            "INSERT INTO studio_tags(project, document, segment, analysis, class) VALUES (?, 7, 7, 1, 1)", .int(project)
        )
    }

    private func count(_ query: SQL, _ project: Int) throws -> Int? {
        try bench.world.tenant.database.scalarInt(query, .int(project))
    }

    @Test("a copy has everything that the original has, and both live on alone")
    func everything() throws {
        try fill()
        let answer = try bench.call("POST", "/projects/\(project)/clone", [:])
        #expect(answer.status == 200)
        #expect(answer["status"] == "CLONING")
        #expect(answer["name"] == "Reviews (copy)")
        let copy = try #require(answer["id"]?.int)
        try bench.world.runUntilIdle()
        #expect(try bench.get("/projects/\(copy)")["status"] == "CREATED")
        let original = try bench.get("/projects/\(project)/documents?details=segments,meta&limit=1000")
        let copied = try bench.get("/projects/\(copy)/documents?details=segments,meta&limit=1000")
        #expect(copied["count"] == 120)
        #expect(copied.json["documents"]?.each("n") == original.json["documents"]?.each("n"))
        #expect(copied["documents", 0, "id"] != original["documents", 0, "id"])
        let queries: [SQL] = [
            "SELECT count(*) FROM studio_classes WHERE project = ?",
            "SELECT count(*) FROM studio_labels WHERE project = ?",
            "SELECT count(*) FROM studio_tags WHERE project = ? AND session IS NULL AND analysis IS NULL",
            """
            SELECT count(*) FROM studio_tags t JOIN studio_sessions s ON s.id = t.session
            JOIN studio_classes c ON c.id = t.class JOIN studio_labels l ON l.id = t.label
            JOIN studio_session_documents d ON d.session = s.id AND d.document = t.document AND d.annotated = 9
            JOIN studio_session_segments x ON x.session = s.id AND x.segment = t.segment
            JOIN studio_models m ON m.id = s.model JOIN studio_model_sessions y ON y.model = m.id AND y.session = s.id
            JOIN studio_groups g ON g.id = s.group_id
            WHERE t.project = ?1 AND s.project = ?1 AND c.project = ?1 AND l.project = ?1 AND m.project = ?1
                AND g.project = ?1 AND s.document_count = 1 AND s.annotated_count = 1
                AND s.classes_json = '[' || c.id || ']' AND s.labels_json = '[' || l.id || ']'
            """,
            """
            SELECT count(*) FROM studio_tags t JOIN studio_analyses a ON a.id = t.analysis
            JOIN studio_analysis_documents d ON d.analysis = a.id AND d.document = t.document
            JOIN studio_models m ON m.id = a.model
            WHERE t.project = ?1 AND a.project = ?1 AND m.project = ?1 AND a.document_count = 1
            """,
            "SELECT document_count FROM studio_groups WHERE project = ?",
        ]
        for query in queries {
            #expect(try count(query, copy) == count(query, project), "\(query.text)")
            #expect(try count(query, copy) ?? 0 > 0, "\(query.text)")
        }
        #expect(try count("SELECT count(*) FROM studio_models WHERE project = ?", copy) == 1)
        #expect(try bench.get("/notifications")[0, "title"] == "Project copy is ready")
        #expect(try !bench.world.tenant.database.exists("SELECT 1 FROM studio_copies"))
        try bench.call("DELETE", "/projects/\(project)")
        try bench.world.runUntilIdle()
        #expect(try bench.get("/projects/\(copy)/documents")["count"] == 120)
        #expect(try count("SELECT count(*) FROM studio_segments WHERE document > ?", 120) == 120)
    }

    @Test("a copy goes to another workspace under its own name")
    func elsewhere() throws {
        let other = try bench.workspace(role: "ADMIN")
        let answer = try bench.call("POST", "/projects/\(project)/clone", ["organization_id": .int(other)])
        #expect(answer["name"] == "Reviews")
        try bench.world.runUntilIdle()
        #expect(try bench.get("/organizations/\(other)/projects").json.each("status") == ["CREATED"])
    }

    @Test("copies without a body, by people who may not, and of copies in the making")
    func refusals() throws {
        #expect(try bench.call("POST", "/projects/\(project)/clone", as: bench.person("USER")).status == 403)
        #expect(try bench.call("POST", "/projects/9/clone").status == 404)
        let first = try bench.call("POST", "/projects/\(project)/clone")
        #expect(first.status == 200)
        #expect(try bench.call("POST", "/projects/\(first["id"]?.int ?? 0)/clone").status == 409)
        #expect(try bench.call("POST", "/projects/\(project)/clone")["name"] == "Reviews (copy 2)")
        #expect(try bench.call("POST", "/projects/\(project)/clone", ["organization_id": 77]).status == 404)
    }

    @Test("a copy may be planned to fail, and may be deleted while it is made")
    func failure() throws {
        try bench.world.send(
            .post(
                "/__admin/outcomes", json: ["platform": "deepopinion", "operation": "cloneProject", "state": "failed"]))
        let failed = try bench.call("POST", "/projects/\(project)/clone")["id"]?.int ?? 0
        try bench.world.runUntilIdle()
        #expect(try bench.get("/projects/\(failed)")["status"] == "FAILED")
        #expect(try bench.get("/notifications")[0, "type"] == "WARNING")
        let gone = try bench.call("POST", "/projects/\(project)/clone")["id"]?.int ?? 0
        try bench.call("DELETE", "/projects/\(gone)")
        try bench.world.runUntilIdle()
        #expect(try bench.get("/projects").json.each("id") == [.int(project), .int(failed)])
    }
}
