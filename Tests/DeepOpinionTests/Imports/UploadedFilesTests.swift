// Uploaded files: previews, columns, and the groups made from them.

import Formats
import JSON
import System
import TestSupport
import Testing

@Suite("Studio: uploaded files")
struct UploadedFilesTests {
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

    @Test(
        "an uploaded file shows its first rows, and becomes a group",
        arguments: ["csv", "json", "jsonl", "xlsx", "xslx"])
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
        #expect(made["document_count"] == 2)
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
}
