// Classes, one by one and in files.

import Formats
import JSON
import System
import TestSupport
import Testing

@Suite struct ClassesTests {
    private let bench: Bench
    private let path: String

    init() throws {
        bench = try Bench()
        path = "/projects/\(try bench.project())/classes"
    }

    @Test("a class is added, listed, read, changed and deleted")
    func life() throws {
        let added = try bench.call("POST", path, ["id": 99, "name": "room", "example": "The bed was soft."])
        #expect(added.status == 201)
        #expect(added.json == ["id": 1, "name": "room", "example": "The bed was soft.", "description": nil])
        #expect(try bench.get(path).json == [added.json])
        #expect(try bench.get(path + "/1").json == added.json)
        let changed = try bench.call("PUT", path + "/1", ["description": "Beds and baths."])
        #expect(changed.json["name"] == "room")
        #expect(changed.json["description"] == "Beds and baths.")
        #expect(try bench.call("DELETE", path + "/1").status == 204)
        #expect(try bench.get(path).json == [])
        #expect(try bench.get(path + "/1").status == 404)
    }

    @Test("null removes a text of a class; absent ones stay")
    func removedTexts() throws {
        try bench.call("POST", path, ["name": "room", "example": "E", "description": "D"])
        let first = try bench.call("PUT", path + "/1", ["example": nil])
        #expect(first.json == ["id": 1, "name": "room", "example": nil, "description": "D"])
        let second = try bench.call("PUT", path + "/1", ["description": nil, "name": "bath"])
        #expect(second.json == ["id": 1, "name": "bath", "example": nil, "description": nil])
    }

    @Test(
        "a name is needed, and can be used once",
        arguments: [([:], 400), (["name": ""], 400), (["name": 5], 400)] as [(JSON, Int)])
    func badNames(body: JSON, status: Int) throws {
        #expect(try bench.call("POST", path, body).status == status)
        #expect(try bench.call("POST", path, ["name": "room"]).status == 201)
        #expect(try bench.call("POST", path, ["name": "room"]).status == 409)
        #expect(try bench.call("POST", path, ["name": "staff"]).status == 201)
        #expect(try bench.call("PUT", path + "/2", ["name": "room"]).status == 409)
    }

    @Test("several classes are added together or not at all")
    func many() throws {
        let many = path.replacing("/classes", with: "/upload-classes")
        let added = try bench.call("POST", many, [["name": "room"], ["name": "staff"]])
        #expect(added.status == 201)
        #expect(added.json.each("name") == ["room", "staff"])
        #expect(try bench.call("POST", many, [["name": "food"], ["name": "room"]]).status == 409)
        #expect(try bench.call("POST", many, []).status == 400)
        #expect(try bench.get(path).json.array?.count == 2)
    }

    @Test(
        "a file adds classes in every format, and those that exist stay", arguments: ["csv", "json", "jsonl", "xlsx"])
    func upload(format: String) throws {
        try bench.call("POST", path, ["name": "room", "description": "old"])
        let file: [UInt8]
        switch format {
        case "csv": file = Array("name,example,description\nroom,,new\nstaff,\"Kind, all of them.\",\n".utf8)
        case "json": file = Array(#"[{"name":"room"},{"name":"staff","example":"Kind, all of them."}]"#.utf8)
        case "jsonl":
            file = Array("{\"name\":\"room\"}\n{\"example\":\"Kind, all of them.\",\"name\":\"staff\"}\n".utf8)
        default:
            var writer = XLSXWriter()
            writer.append([.text("example"), .text("name")])
            writer.append([.empty, .text("room")])
            writer.append([.text("Kind, all of them."), .text("staff")])
            file = try writer.bytes(modified: 0)
        }
        let answer = try bench.upload(path + "/upload", "classes.\(format)", file)
        #expect(answer.status == 200)
        #expect(
            answer.json == [
                ["id": 1, "name": "room", "example": nil, "description": "old"],
                ["id": 2, "name": "staff", "example": "Kind, all of them.", "description": nil],
            ])
    }

    @Test(
        "files that make no sense are refused",
        arguments: [
            ("a.pdf", "name\nroom"), ("a.csv", "title\nroom"), ("a.json", "{"), ("a.csv", "name\n,\n"), ("a", ""),
        ])
    func badFiles(name: String, text: String) throws {
        #expect(try bench.upload(path + "/upload", name, Array(text.utf8)).status == 400)
        #expect(try bench.get(path).json == [])
    }

    @Test("what is downloaded can be uploaded elsewhere", arguments: ["csv", "json", "jsonl", "xlsx"])
    func download(format: String) throws {
        try bench.call("POST", path, ["name": "room, bath", "example": "say \"hi\""])
        let file = try bench.get(path + "/download?format=\(format)")
        #expect(file.status == 200)
        #expect(file.header("Content-Disposition") == "attachment; filename=\"classes.\(format)\"")
        let request = TestRequest.get(path + "/download?format=\(format)").header(
            "Authorization", "Bearer \(bench.token)")
        #expect(try DownloadCheck.run(bench.world, request, isDated: false).body == file.body)
        let other = "/projects/\(try bench.project(name: "Other"))/classes"
        let answer = try bench.upload(other + "/upload", "back.\(format)", file.body)
        #expect(answer.json[0]?["name"] == "room, bath")
        #expect(answer.json[0]?["example"] == "say \"hi\"")
    }

    @Test("the default format is CSV, and others are refused")
    func formats() throws {
        let file = try bench.get(path + "/download")
        #expect(file.header("Content-Type")?.hasPrefix("text/csv") == true)
        #expect(file.text == "id,name,example,description\r\n")
        #expect(try bench.get(path + "/download?format=doc").status == 400)
    }

    @Test("viewers read, annotators add, managers delete, strangers see nothing")
    func roles() throws {
        let viewer = try bench.person("VIEWER")
        let annotator = try bench.person("ANNOTATOR")
        let stranger = try bench.person(nil)
        #expect(try bench.get(path, as: viewer).status == 200)
        #expect(try bench.call("POST", path, ["name": "room"], as: viewer).status == 403)
        #expect(try bench.call("POST", path, ["name": "room"], as: annotator).status == 201)
        #expect(try bench.call("DELETE", path + "/1", as: annotator).status == 403)
        #expect(try bench.get(path, as: stranger).status == 403)
        #expect(try bench.get(path, as: "nobody").status == 401)
    }
}
