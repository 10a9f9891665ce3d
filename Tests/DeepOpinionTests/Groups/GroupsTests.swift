// Document groups: creation, changes, documents, downloads and deletion.

import Emulator
import Formats
import JSON
import Store
import System
import TestSupport
import Testing

@Suite struct GroupsTests {
    private let bench: Bench
    private let project: Int
    private let path: String

    init() throws {
        bench = try Bench()
        project = try bench.project("CLASSLABEL")
        path = "/projects/\(project)/groups"
    }

    @Test(
        "a source must be given, and columns must exist",
        arguments: [
            ([:], 400), (["documents": [["text": "a"]], "credential_id": 2, "source": "crm"], 404),
            (["document_ids": [1]], 400),
            (["documents": []], 400),
            (["file_id": "00000000-0000-4000-8000-000000000000"], 404), (["file_id": "x"], 400),
            (["credential_id": 2, "source": "crm"], 404), (["credential_id": 1], 400),
            (["credential_id": 1, "source": "crm", "parameters": ["limit": 0]], 400),
            (["documents": [["text": "a", "segments": [["text": "b"]]]]], 400),
        ] as [(JSON, Int)])
    func origins(body: JSON, status: Int) throws {
        #expect(try bench.call("POST", path, body).status == status)
        #expect(try bench.get(path).json == [])
    }

    @Test("a group without a single text fails, and so does one that is planned to")
    func failures() throws {
        let id = try bench.upload(path + "/upload", "a.csv", Array("text,b\n,2\n".utf8))["id"] ?? .null
        try bench.call("POST", path, ["file_id": id])
        try bench.world.send(
            .post(
                "/__admin/outcomes",
                json: [
                    "platform": "deepopinion", "operation": "createGroup", "state": "failed", "error": "Nobody knows.",
                    "match": ["tag": "Doomed"],
                ]))
        try bench.call("POST", path, ["documents": [["text": "a"]], "name": "Doomed"])
        try bench.world.runUntilIdle()
        #expect(try bench.get(path).json.each("status") == ["FAILED", "FAILED"])
        let notices = try bench.get("/notifications")
        #expect(notices.json.each("type") == ["WARNING", "WARNING"])
        #expect(try bench.get("/projects/\(project)/documents")["count"] == 0)
    }

    @Test("a change renames and adds, and answers in the shape of a session")
    func update() throws {
        let group = try bench.group(project, ["a", "b"])
        let other = try bench.group(project, ["c"])
        for name in ["room", "food"] { try bench.call("POST", "/projects/\(project)/classes", ["name": .string(name)]) }
        try bench.call("POST", "/projects/\(project)/labels", ["name": "good"])
        let single = try bench.call("POST", "/projects/\(project)/documents", ["text": "d"])["id"] ?? .null
        let answer = try bench.call(
            "PUT", path + "/\(group)",
            [
                "name": "More", "document_ids": [single, 1],
                "documents": [["text": "e"], ["id": .int(other), "name": "whatever"]],
            ])
        #expect(answer.status == 200)
        #expect(answer["document_group_id"] == .int(group))
        #expect(answer["name"] == "More")
        #expect(answer["document_count"] == 5)
        #expect(answer["status"] == "CREATED")
        #expect(answer["progress"] == 100.0)
        #expect(answer["mode"] == "ANNOTATION")
        #expect(answer["type"] == "CLASSLABEL")
        #expect(answer["classes"] == ["room", "food"])
        #expect(answer["labels"] == ["good"])
        #expect(answer["uuid"]?.string?.count == 36)
        #expect(try bench.call("PUT", path + "/\(group)", [:])["uuid"] == answer["uuid"])
        #expect(try bench.call("PUT", path + "/\(other)", [:])["uuid"] != answer["uuid"])
        #expect(try bench.get(path + "/\(group)/documents").json.each("text") == ["a", "b", "d", "e", "c"])
        for body in [["document_ids": [99]], ["documents": [["id": 99]]], ["documents": [["text": ""]]]] as [JSON] {
            #expect(try bench.call("PUT", path + "/\(group)", body).status == 400)
        }
    }

    @Test("documents of a group are paged, searched and read one by one")
    func documents() throws {
        let group = try bench.group(project, (1...7).map { "Text \($0)." })
        let documents = path + "/\(group)/documents"
        #expect(try bench.get(documents + "?offset=3&limit=2").json.each("text") == ["Text 4.", "Text 5."])
        #expect(try bench.get(documents + "?search=text+6").json.each("id") == [6])
        #expect(try bench.get(documents + "/2").json == ["id": 2, "text": "Text 2."])
        #expect(try bench.get(documents + "/2?details=tags")["segments", 0, "tags"] == [])
        try bench.call("DELETE", "/projects/\(project)/documents/2")
        #expect(try bench.get(documents + "/2").status == 404)
        #expect(try bench.get(documents + "?offset=1&limit=1").json.each("id") == [3])
        #expect(try bench.get(path + "/\(group)")["document_count"] == 6)
    }

    @Test("deleting a group leaves its documents, and takes what was made from it")
    func delete() throws {
        let group = try bench.group(project, ["a", "b"])
        try bench.execute(
            """
            INSERT INTO studio_sessions(uuid, project, mode, name, status, created, group_id)
            VALUES ('u', ?, 'ANNOTATION', 's', 'STARTED', 0, ?)
            """, .int(project), .int(group))
        #expect(try bench.call("DELETE", path + "/\(group)").status == 204)
        #expect(try bench.get(path + "/\(group)")["status"] == "DELETING")
        #expect(try bench.call("DELETE", path + "/\(group)").status == 409)
        #expect(try bench.call("PUT", path + "/\(group)", ["name": "x"]).status == 409)
        try bench.world.runUntilIdle()
        #expect(try bench.get(path + "/\(group)").status == 404)
        #expect(try bench.get("/projects/\(project)/documents")["count"] == 2)
        #expect(try !bench.world.tenant.database.exists("SELECT 1 FROM studio_sessions"))
    }

    @Test("a group that is deleted while it is made stops growing")
    func deleteWhileProcessing() throws {
        let made = try bench.call("POST", path, ["documents": [["text": "a"]]])
        #expect(try bench.call("DELETE", path + "/\(made["id"]?.int ?? 0)").status == 204)
        try bench.world.runUntilIdle()
        #expect(try bench.get(path).json == [])
        #expect(try bench.get("/projects/\(project)/documents")["count"] == 0)
    }

    @Test("downloads hold every segment and tag, in every format", arguments: ["csv", "json", "jsonl", "xlsx"])
    func download(format: String) throws {
        try bench.call("POST", "/projects/\(project)/classes", ["name": "room"])
        try bench.call("POST", "/projects/\(project)/labels", ["name": "good"])
        let documents: JSON = [
            [
                "text": "One, two.", "stars": 4,
                "segments": [["text": "One", "tags": [["class": "room"], ["label": "good"]]], ["text": "two."]],
            ]
        ]
        try bench.call("POST", path, ["documents": documents, "name": "My Texts"])
        try bench.world.runUntilIdle()
        let file = try bench.get(path + "/1/download?format=\(format)")
        #expect(file.header("Content-Disposition") == "attachment; filename=\"My_Texts.\(format)\"")
        let columns = ["id", "text", "segment_text", "span_start", "span_end", "class", "label", "stars"]
        let rows = [
            ["1", "One, two.", "One", "0", "3", "room", "", "4"], ["1", "One, two.", "One", "0", "3", "", "good", "4"],
            ["1", "One, two.", "two.", "5", "9", "", "", "4"],
        ]
        switch format {
        case "csv":
            #expect(try CSVReader.records(of: file.body) == [columns] + rows)
            #expect(file.header("Content-Type")?.hasPrefix("text/csv") == true)
        case "xlsx":
            let sheet = try XLSXReader.rows(of: .memory(file.body))
            #expect(sheet[0] == columns.map { .text($0) })
            #expect(sheet[1][0] == .number(1))
            #expect(sheet[2][6] == .text("good"))
        case "json":
            #expect(file.json.each("segment_text") == ["One", "One", "two."])
            #expect(file[0, "class"] == "room")
            #expect(file[0, "label"] == .null)
        default:
            #expect(file.text.split(separator: "\n").count == 3)
            #expect(file.header("Content-Type")?.hasPrefix("application/x-ndjson") == true)
        }
    }

    @Test("roles count")
    func roles() throws {
        let group = try bench.group(project, ["a"])
        let viewer = try bench.person("VIEWER")
        let annotator = try bench.person("USER")
        #expect(try bench.get(path + "/\(group)/download", as: viewer).status == 200)
        #expect(try bench.call("POST", path, ["documents": [["text": "a"]]], as: viewer).status == 403)
        #expect(try bench.call("POST", path, ["documents": [["text": "a"]]], as: annotator).status == 201)
        #expect(try bench.call("DELETE", path + "/\(group)", as: annotator).status == 403)
    }
}
