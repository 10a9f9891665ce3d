// Document groups: from inline documents, files and external sources.

import Formats
import JSON
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

    private static let csv = "text,stars,note\r\n\"The room, was clean. The bed soft.\",5,\r\nBad food!,1,null\r\n"

    private static func file(_ format: String) throws -> [UInt8] {
        switch format {
        case "csv": return Array(csv.utf8)
        case "json":
            return Array(
                #"[{"text":"The room, was clean. The bed soft.","stars":"5"},{"note":"null","text":"Bad food!","stars":"1"}]"#
                    .utf8)
        case "jsonl":
            return Array(
                """
                {"text":"The room, was clean. The bed soft.","stars":"5","note":null}

                {"text":"Bad food!","stars":"1","note":"null"}
                """.utf8)
        default:
            var writer = XLSXWriter()
            writer.append([.text("text"), .text("stars"), .text("note")])
            writer.append([.text("The room, was clean. The bed soft."), .text("5"), .empty])
            writer.append([.text("Bad food!"), .text("1"), .text("null")])
            return try writer.bytes(modified: 0)
        }
    }

    @Test("an uploaded file shows its first rows, and becomes a group", arguments: ["csv", "json", "jsonl", "xlsx"])
    func files(format: String) throws {
        let preview = try bench.upload(path + "/upload", "My Reviews.\(format.uppercased())", Self.file(format))
        #expect(preview.status == 200)
        #expect(
            preview["preview"] == [
                ["text", "stars", "note"], ["The room, was clean. The bed soft.", "5", nil],
                ["Bad food!", "1", "null"],
            ])
        #expect(try bench.get(path).json == [])
        let made = try bench.call(
            "POST", path, ["file_id": preview["id"] ?? .null, "column_name": "text", "split": true, "column": 2])
        #expect(made.status == 201)
        #expect(made["status"] == "PROCESSING")
        #expect(made["source"] == "UPLOAD")
        #expect(made["document_count"] == 0)
        try bench.world.runUntilIdle()
        #expect(try bench.get(path + "/1")["status"] == "CREATED")
        let documents = try bench.get(path + "/1/documents?details=segments,meta")
        #expect(
            documents.json == [
                [
                    "id": 1, "text": "The room, was clean. The bed soft.",
                    "segments": [
                        ["id": 1, "text": "The room, was clean.", "span": [0, 20]],
                        ["id": 2, "text": "The bed soft.", "span": [21, 34]],
                    ], "stars": "5", "note": nil,
                ],
                [
                    "id": 2, "text": "Bad food!", "segments": [["id": 3, "text": "Bad food!", "span": [0, 9]]],
                    "stars": "1", "note": "null",
                ],
            ])
        #expect(try bench.get("/notifications")[0, "title"] == "Document group is ready")
    }

    @Test("a text file has one document a line")
    func lines() throws {
        let preview = try bench.upload(path + "/upload", "a.txt", Array("\u{FEFF}first\r\n\r\n  \nsecond, last".utf8))
        #expect(preview["preview"] == [["text"], ["first"], ["second, last"]])
        try bench.call("POST", path, ["file_id": preview["id"] ?? .null])
        try bench.world.runUntilIdle()
        #expect(try bench.get(path + "/1/documents").json.each("text") == ["first", "second, last"])
    }

    @Test("a file that has nothing below its header is refused", arguments: [[], [("to_list", "False")]])
    func headerOnly(fields: [(String, String)]) throws {
        #expect(try bench.upload(path + "/upload", "a.csv", Array("text,stars\n".utf8), fields).status == 400)
        let uploads = ["/analyses/upload", "/projects/\(project)/annotations/upload"]
        for upload in uploads { #expect(try bench.upload(upload, "a.csv", Array("text\n".utf8)).status == 400) }
    }

    @Test("a preview may consist of objects")
    func objects() throws {
        let preview = try bench.upload(path + "/upload", "a.csv", Array(Self.csv.utf8), [("to_list", "False")])
        #expect(preview["preview", 1] == ["text": "Bad food!", "stars": "1", "note": "null"])
    }

    @Test("a preview has at most five records")
    func longFile() throws {
        let text = "text\n" + (1...20).map { "t\($0)\n" }.joined()
        #expect(try bench.upload(path + "/upload", "a.csv", Array(text.utf8)).json["preview"]?.array?.count == 6)
    }

    @Test("without a header every line is a document, and columns are numbers")
    func noHeader() throws {
        let id = try bench.upload(path + "/upload", "a.csv", Array("5;good; one\n1;bad, bad;two\n".utf8))["id"] ?? .null
        #expect(try bench.call("POST", path, ["file_id": id, "header_first": false]).status == 400)
        #expect(
            try bench.call("POST", path, ["file_id": id, "header_first": false, "column_name": "good"]).status == 400)
        try bench.call("POST", path, ["file_id": id, "header_first": false, "column": 1])
        try bench.world.runUntilIdle()
        let documents = try bench.get(path + "/1/documents?details=meta")
        #expect(documents.json.each("text") == ["good", "bad, bad"])
        #expect(documents[0, "column_0"] == "5")
    }

    @Test("a column of numbers named id gives the documents their numbers")
    func numbers() throws {
        let id = try bench.upload(path + "/upload", "a.csv", Array("id,text\n500,a\nx,b\n500,c\n".utf8))["id"] ?? .null
        try bench.call("POST", path, ["file_id": id])
        try bench.world.runUntilIdle()
        #expect(try bench.get(path + "/1/documents").json.each("id") == [500, 501, 502])
    }

    @Test(
        "files that cannot be read are refused",
        arguments: [
            ("a.pdf", "x"), ("noextension", "x"), ("a.csv", ""), ("a.csv", "a,\"b"), ("a.json", "{}"),
            ("a.json", "[1]"), ("a.json", "[{"), ("a.jsonl", "{}\n["), ("a.xlsx", "text"), ("a.txt", "\u{FEFF}\n\n"),
        ])
    func badFiles(name: String, text: String) throws {
        let answer = try bench.upload(path + "/upload", name, Array(text.utf8))
        #expect(answer.status == 400)
        #expect(answer.json["message"]?.string?.hasPrefix("file: ") == true)
    }

    @Test("an upload without a file part is refused")
    func noFile() throws {
        let request = TestRequest.post(path + "/upload").bearer(bench.token).multipart([.field("to_list", "1")])
        #expect(try bench.world.send(request).status == 400)
    }

    @Test(
        "exactly one origin must be given, and columns must exist",
        arguments: [
            ([:], 400), (["documents": [["text": "a"]], "credential_id": 1, "source": "crm"], 400),
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

    @Test("unknown columns are refused, and one must be chosen when none is obvious")
    func columns() throws {
        let id = try bench.upload(path + "/upload", "a.csv", Array("a,b\n1,2\n".utf8))["id"] ?? .null
        for body in [["file_id": id], ["file_id": id, "column_name": "c"], ["file_id": id, "column": 2]] as [JSON] {
            #expect(try bench.call("POST", path, body).status == 400)
        }
        #expect(try bench.call("POST", path, ["file_id": id, "column": 1]).status == 201)
        let other = try bench.project(name: "Other")
        #expect(try bench.call("POST", "/projects/\(other)/groups", ["file_id": id, "column": 1]).status == 404)
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

    @Test("an external source shows its records, and becomes a group either way")
    func external() throws {
        let form = TestRequest.post(path + "/external-source").bearer(bench.token).multipart([
            .field("credential_id", "1"), .field("source", "tickets"),
            .field("parameters", #"{"limit": 3, "updated_since": "2015-01-19T02:00:00Z"}"#),
        ])
        let preview = try bench.world.send(form)
        #expect(preview.status == 200)
        #expect(preview["preview", 0] == ["text", "reference", "rating", "updated"])
        #expect(preview.json["preview"]?.array?.count == 4)
        try bench.call("POST", path, ["file_id": preview["id"] ?? .null])
        try bench.call("POST", path, ["credential_id": 1, "source": "tickets", "parameters": ["limit": 3]])
        try bench.world.runUntilIdle()
        let first = try bench.get(path + "/1/documents?details=meta")
        #expect(first[0, "reference"] == "tickets-1")
        #expect(try bench.get(path + "/2/documents").json.each("text") == first.json.each("text"))
        let unknown = try bench.world.send(
            TestRequest.post(path + "/external-source").bearer(bench.token).multipart([
                .field("credential_id", "2"), .field("source", "tickets"),
            ]))
        #expect(unknown.status == 404)
    }

    @Test("a change renames and adds, and answers in the shape of a session")
    func update() throws {
        let group = try bench.group(project, ["a", "b"])
        let other = try bench.group(project, ["c"])
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

    @Test("a large file comes in slices, each record once and in order")
    func manyRecords() throws {
        let text = "n,text\n" + (0..<1234).map { "\($0),Text number \($0).\n" }.joined()
        let id = try bench.upload(path + "/upload", "a.csv", Array(text.utf8))["id"] ?? .null
        try bench.call("POST", path, ["file_id": id])
        try bench.world.runUntilIdle()
        #expect(try bench.get(path + "/1")["document_count"] == 1234)
        let page = try bench.get(path + "/1/documents?offset=1230&details=meta")
        #expect(page.json.each("n") == ["1230", "1231", "1232", "1233"])
        #expect(try bench.get("/projects/\(project)/documents?offset=1000&limit=1000")["count"] == 234)
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
