// Labels, one by one and in files; those of ABSA projects are fixed.

import JSON
import TestSupport
import Testing

@Suite struct LabelsTests {
    private let bench: Bench
    private let path: String

    init() throws {
        bench = try Bench()
        path = "/projects/\(try bench.project("LABEL"))/labels"
    }

    @Test("a label is added, listed, read, renamed by number and by name, and deleted")
    func life() throws {
        let added = try bench.call("POST", path, ["name": "urgent"])
        #expect(added.status == 201)
        #expect(added.json == ["id": 1, "name": "urgent"])
        #expect(try bench.get(path).json == [added.json])
        #expect(try bench.get(path + "/1").json == added.json)
        #expect(try bench.call("PUT", path + "/1", ["name": "so so"]).json["name"] == "so so")
        #expect(try bench.call("PUT", path + "/so%20so", ["name": "a/b"]).json == ["id": 1, "name": "a/b"])
        #expect(try bench.call("PUT", path + "/a%2Fb", ["name": "c"]).json["name"] == "c")
        #expect(try bench.call("PUT", path + "/a%2Fb", ["name": "d"]).status == 404)
        #expect(try bench.call("PUT", path + "/7", ["name": "d"]).status == 404)
        #expect(try bench.call("DELETE", path + "/1").status == 204)
        #expect(try bench.get(path + "/1").status == 404)
    }

    @Test("a name of digits is found where no number fits")
    func digits() throws {
        for name in ["10", "007", "1"] { try bench.call("POST", path, ["name": .string(name)]) }
        #expect(try bench.call("PUT", path + "/10", ["name": "20"]).json == ["id": 1, "name": "20"])
        #expect(try bench.call("PUT", path + "/1", ["name": "21"]).json == ["id": 1, "name": "21"])
        #expect(try bench.call("PUT", path + "/007", ["name": "8"]).json == ["id": 2, "name": "8"])
        #expect(try bench.get(path + "/8")["id"] == 2)
        #expect(try bench.call("PUT", path + "/10", ["name": "x"]).status == 404)
        #expect(try bench.call("DELETE", path + "/8").status == 204)
        #expect(try bench.get(path).json.each("name") == ["21", "1"])
    }

    @Test("a name is needed, and can be used once")
    func names() throws {
        #expect(try bench.call("POST", path, [:]).status == 400)
        #expect(try bench.call("POST", path, ["name": "a"]).status == 201)
        #expect(try bench.call("POST", path, ["name": "a"]).status == 409)
        #expect(try bench.call("POST", path, ["name": "b"]).status == 201)
        #expect(try bench.call("PUT", path + "/2", ["name": "a"]).status == 409)
        #expect(try bench.call("PUT", path + "/b", ["name": "a"]).status == 409)
    }

    @Test("an ABSA project has three labels that stay")
    func fixed() throws {
        let path = "/projects/\(try bench.project("ABSA", name: "Aspects"))/labels"
        #expect(try bench.get(path).json.each("name") == ["POS", "NEU", "NEG"])
        #expect(try bench.call("POST", path, ["name": "MIXED"]).status == 409)
        #expect(try bench.upload(path + "/upload", "l.csv", Array("name\nMIXED".utf8)).status == 409)
        #expect(try bench.call("DELETE", path + "/1").status == 409)
        #expect(try bench.get(path).json.array?.count == 3)
    }

    @Test("labels come from a file and go into one")
    func files() throws {
        try bench.call("POST", path, ["name": "b"])
        let answer = try bench.upload(path + "/upload", "l.jsonl", Array("{\"name\":\"a\"}\n\"b\"\n".utf8))
        #expect(answer.status == 400)
        let good = try bench.upload(path + "/upload", "l.json", Array(#"["a","b"]"#.utf8))
        #expect(good.json == [["id": 2, "name": "a"], ["id": 1, "name": "b"]])
        #expect(try bench.get(path + "/download?format=csv").text == "id,name\r\n1,b\r\n2,a\r\n")
        #expect(
            try bench.get(path + "/download?format=jsonl").text
                == "{\"id\":1,\"name\":\"b\"}\n{\"id\":2,\"name\":\"a\"}\n")
    }

    @Test("a label that is deleted takes its tags along")
    func tags() throws {
        try bench.call("POST", path, ["name": "a"])
        let documents = path.replacing("/labels", with: "/documents")
        try bench.call(
            "POST", documents, ["text": "One. Two.", "segments": [["text": "Two.", "tags": [["label": "a"]]]]])
        let list = try bench.get(documents + "?details=tags")
        #expect(list["documents", 0, "segments", 0, "tags"] == [["id": 1, "label": "a"]])
        try bench.call("DELETE", path + "/1")
        #expect(try bench.get(documents + "?details=tags")["documents", 0, "segments", 0, "tags"] == [])
    }
}
