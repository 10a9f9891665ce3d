// All tags of a project.

import JSON
import TestSupport
import Testing

@Suite struct ProjectTagsTests {
    private let bench: Bench
    private let path: String

    init() throws {
        bench = try Bench()
        let project = try bench.project("CLASSLABEL")
        path = "/projects/\(project)/tags"
        for name in ["room", "staff"] {
            try bench.call("POST", "/projects/\(project)/classes", ["name": .string(name)])
        }
        try bench.call("POST", "/projects/\(project)/labels", ["name": "good"])
        let tags: JSON = [["class": "room"], ["class": "staff", "label": "good"]]
        try bench.call(
            "POST", "/projects/\(project)/documents",
            ["text": "Some text.", "segments": [["text": "text", "tags": tags]]])
    }

    @Test("tags are listed by name or as objects, in pages")
    func list() throws {
        #expect(
            try bench.get(path).json == [
                "tags": [["id": 1, "class": "room"], ["id": 2, "class": "staff", "label": "good"]], "offset": 0,
                "limit": 100, "count": 2, "total": 2,
            ])
        let objects = try bench.get(path + "?classes=True&labels=1&offset=1")
        #expect(
            objects["tags"] == [
                [
                    "id": 2, "class": ["id": 2, "name": "staff", "example": nil, "description": nil],
                    "label": ["id": 1, "name": "good"],
                ]
            ])
        #expect(objects["count"] == 1)
        #expect(objects["total"] == 2)
        #expect(try bench.get(path + "?limit=0").status == 400)
        #expect(try bench.get("/projects/9/tags").status == 404)
    }

    @Test("a tag is changed as far as the project knows the names, and answered in a list")
    func update() throws {
        let answer = try bench.call(
            "PUT", path + "/1", ["class": "staff", "label": "good", "span": [6, 8], "text": "te"])
        #expect(answer.json == [["id": 1, "class": "staff", "label": "good"]])
        for body in [["class": "kitchen"], ["label": "bad"], ["span": [0, 2]], ["span": [8, 7]], ["span": [1]]]
            as [JSON]
        {
            #expect(try bench.call("PUT", path + "/1", body).status == 400)
        }
        #expect(try bench.call("PUT", path + "/7", ["class": "room"]).status == 404)
        #expect(try bench.call("PUT", path + "/1", ["class": "room"], as: bench.person("VIEWER")).status == 403)
    }

    @Test("a new name of a class shows in its tags")
    func rename() throws {
        try bench.call("PUT", path.replacing("/tags", with: "/classes/1"), ["name": "chamber"])
        #expect(try bench.get(path)["tags", 0, "class"] == "chamber")
    }

    @Test("a tag is deleted")
    func delete() throws {
        #expect(try bench.call("DELETE", path + "/1").status == 204)
        #expect(try bench.call("DELETE", path + "/1").status == 404)
        #expect(try bench.get(path)["total"] == 1)
    }
}
