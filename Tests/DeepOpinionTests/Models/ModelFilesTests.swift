// Uploads and downloads of models.

import JSON
import TestSupport
import Testing

@Suite("Studio: model files")
struct ModelFilesTests {
    @Test("a downloaded model can be uploaded again and predicts the same; a damaged one is refused")
    func files() throws {
        let lab = try Lab()
        try lab.session(Lab.reviews)
        let id = try lab.model(["display_name": "Original model"])
        let file = try lab.send(.get("\(lab.base)/models/\(id)/download"), expecting: 200)
        #expect(file.header("Content-Disposition") == "attachment; filename=\"original_model.model\"")
        try DownloadCheck.run(lab.world, .get("/models/\(id)/download").byDemo())
        try DownloadCheck.run(lab.world, .get("/models/2/download").byDemo())
        #expect(try lab.send(.get("/models/\(id)/download"), expecting: 200).body == file.body)
        #expect(try lab.send(.get("/models/original_model/download"), expecting: 200).body == file.body)
        #expect(
            try lab.send(.get("/organizations/Demo/models/original_model/download"), expecting: 200).body == file.body)
        func upload(_ bytes: [UInt8], _ name: String) throws -> TestAnswer {
            try lab.send(
                TestRequest("POST", "/models/upload").multipart(
                    .field("display_name", "Copy"), .field("name", name), .field("score", "0.75"),
                    .file("file", "copy.model", bytes)))
        }
        let copy = try upload(file.body, "copy")
        #expect(copy.status == 200)
        #expect(copy["type"] == "CLASS")
        #expect(copy["score"] == 0.75)
        #expect(copy["project_id"] == .null)
        let number = try #require(copy["id"]?.int)
        for (text, tag) in Lab.reviews { #expect(try lab.tags(text, model: number) == [tag]) }
        #expect(try upload(file.body, "copy").status == 409)
        var damaged = file.body
        damaged.removeLast(5)
        #expect(try upload(damaged, "damaged").status == 400)
        #expect(try upload(Array(file.body.prefix(40)), "cut").status == 400)
        for (bytes, name) in [(Array("PK something else".utf8), "foreign"), ([], "empty"), ([0x80, 0x04], "pickle")] {
            let refused = try upload(bytes, name)
            #expect(refused.status == 400)
            #expect(refused["message"]?.string?.hasPrefix("file: This is not a model.") == true)
        }
        try lab.send(TestRequest("POST", "/models/upload").multipart(.field("display_name", "No file")), expecting: 400)
        let shipped = try lab.send(.get("/models/2/download"), expecting: 200)
        #expect(try upload(shipped.body, "topics")["type"] == "CLASS")
        try lab.send(.get("/models/nothing/download"), expecting: 404)
        try lab.send(.get("/organizations/Demo/models/nothing/download"), expecting: 404)
    }

    @Test("models of a workspace are found by its name and by its number")
    func byName() throws {
        let lab = try Lab()
        #expect(try lab.send(.get("/organizations/Demo/models"), expecting: 200)["count"] == 4)
        #expect(try lab.send(.get("/organizations/1/models"), expecting: 200)["count"] == 4)
        try lab.send(.get("/organizations/Nowhere/models"), expecting: 404)
        let stranger = try Person.register(lab.world, "stranger@deepmock.test")
        #expect(try lab.world.send(.get("/organizations/Demo/models").by(stranger)).status == 403)
        try lab.send(.get("/organizations/1/models/2"), expecting: 200)
    }

    @Test("neither a workspace nor a model of others hides the caller's own of that name or number")
    func ownFirst() throws {
        let lab = try Lab()
        let stranger = try Person.register(lab.world, "stranger@deepmock.test")
        try lab.world.send(.post("/organizations", json: ["name": "1"]).by(stranger))
        /// Shipped models of four types, so that downloads tell the uploads apart.
        let files = try (1...4).map { try lab.send(.get("/models/\($0)/download"), expecting: 200).body }
        func upload(_ name: String, _ file: Int, status: String = "READY", by person: Person) throws -> Int {
            let request = TestRequest("POST", "/models/upload").multipart(
                .field("display_name", name), .field("name", name), .field("status", status),
                .file("file", "m.model", files[file]))
            return try #require(lab.world.send(request.by(person))["id"]?.int)
        }
        _ = try upload("same", 0, status: "PUBLISHED", by: stranger)
        let foreign = try upload("published", 1, status: "PUBLISHED", by: stranger)
        let own = try upload("same", 2, by: .demo)
        let number = try upload("\(own)", 3, by: .demo)
        #expect(try lab.send(.get("/organizations/1/models"), expecting: 200)["count"] == 6)
        #expect(try lab.world.send(.get("/organizations/1/models").by(stranger))["count"] == 0)
        func download(_ path: String) throws -> Int? {
            files.firstIndex(of: try lab.send(.get(path + "/download"), expecting: 200).body)
        }
        #expect(try download("/organizations/1/models/same") == 2)
        #expect(try download("/models/same") == 2)
        #expect(try download("/models/\(own)") == 2)
        _ = try upload("777", 0, by: .demo)
        #expect(try download("/models/777") == 0)
        try lab.send(.get("/models/778/download"), expecting: 404)
        #expect(try download("/models/published") == 1)
        #expect(try download("/organizations/1/models/\(own)") == 3)
        #expect(try download("/organizations/Demo/models/\(number)") == 3)
        try lab.send(.get("/organizations/1/models/\(foreign)/download"), expecting: 404)
        try lab.send(.get("/organizations/1/models/99/download"), expecting: 404)
    }
}
