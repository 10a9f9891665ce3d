// Tests of classes and images.

import Emulator
import JSON
import Store
import TestSupport
import Testing

@Suite("DeepVA: classes and images")
struct ClassesTests {
    @Test("a new class has no images, and a reference of its own making")
    func creates() throws {
        let client = try MiningClient()
        let id = try client.makeDataset()
        let answer = try client.post("/api/v1/datasets/\(id)/classes", ["label": "Ottilie"])
        #expect(answer.status == 201)
        #expect(
            answer.json.object?.keys == [
                "id", "reference", "label", "preview_image", "time_created", "time_updated", "issues",
                "number_of_images", "active", "notes", "expiration_date", "custom_fields", "level",
                "evaluation_result",
            ])
        #expect(answer["reference"]?.string?.count == 36)
        #expect(answer["preview_image"] == .null)
        #expect(answer["number_of_images"] == 0)
        #expect(answer["active"] == true)
        #expect(answer["level"] == -1)
        #expect(answer["issues"] == [])
        #expect(answer["time_created"] == answer["time_updated"])
    }

    @Test("every member that can be written is written, and absent ones stay")
    func writes() throws {
        let client = try MiningClient()
        let id = try client.makeDataset()
        let path = try client.makeClass(
            id, "a",
            [
                "reference": "r-1", "active": false, "notes": "n", "expiration_date": "2027-01-01T00:00:00Z",
                "custom_fields": [["k": [1]]],
            ])
        let made = try client.get(path)
        #expect(made["reference"] == "r-1")
        #expect(made["active"] == false)
        #expect(made["expiration_date"] == "2027-01-01 00:00:00.000000")
        #expect(made["custom_fields"] == [["k": [1]]])
        try client.world.advance(seconds: 5)
        let changed = try client.put(path, ["notes": "m", "expiration_date": nil])
        #expect(changed["label"] == "a")
        #expect(changed["notes"] == "m")
        #expect(changed["expiration_date"] == .null)
        #expect(changed["custom_fields"] == [["k": [1]]])
        #expect(changed["time_updated"] == "2026-01-01 00:00:05.000000")
        #expect(try client.put(path, ["expiration_date": "soon"])["errors", "expiration_date"] != nil)
        #expect(try client.put(path, ["custom_fields": [7]]).status == 400)
    }

    @Test("a reference is unique in its dataset, and only there")
    func references() throws {
        let client = try MiningClient()
        let first = try client.makeDataset()
        let path = try client.makeClass(first, "a", ["reference": "r"])
        let other = try client.makeClass(first, "b")
        let answer = try client.post("/api/v1/datasets/\(first)/classes/", ["label": "c", "reference": "r"])
        #expect(answer.status == 409)
        #expect(answer["errors", "reference"] != nil)
        #expect(try client.put(other, ["reference": "r"]).status == 409)
        #expect(try client.put(path, ["reference": "r"]).status == 200)
        _ = try client.makeClass(client.makeDataset(), "a", ["reference": "r"])
    }

    @Test("a class of another dataset is not found under this one")
    func nesting() throws {
        let client = try MiningClient()
        let (first, second) = (try client.makeDataset(), try client.makeDataset())
        let path = try client.makeClass(first, "a")
        let image = try client.attach("storage://x", to: path)
        for path in [path, image, path + "images/", path + "clusters/"] {
            #expect(try client.get(path).status == 200)
            #expect(try client.get(path.replacing(first, with: second)).status == 404)
        }
        let other = try client.makeClass(first, "b")
        #expect(try client.get(image.replacing(path, with: other)).status == 404)
        #expect(try client.delete(path.replacing(first, with: second)).status == 404)
    }

    @Test("an image that comes or goes moves the time of its class, and becomes its preview if it is the first")
    func imagesTouch() throws {
        let client = try MiningClient()
        let path = try client.makeClass(client.makeDataset(), "a")
        try client.world.advance(seconds: 10)
        let image = try client.attach("storage://x", to: path)
        try client.attach("storage://y", to: path)
        let owner = try client.get(path)
        #expect(owner["time_updated"] == "2026-01-01 00:00:10.002000")
        #expect(owner["number_of_images"] == 2)
        #expect(owner["preview_image", "file_uri"] == "storage://x")
        #expect(
            owner["preview_image"]?.object?.keys == [
                "id", "file_uri", "time_created", "time_updated", "active", "notes", "issue", "is_auto_generated",
                "evaluation_result",
            ])
        #expect(owner["preview_image", "issue"] == -1)
        try client.world.advance(seconds: 10)
        #expect(try client.delete(image).json == ["message": "Image has been deleted"])
        let after = try client.get(path)
        #expect(after["time_updated"] == "2026-01-01 00:00:20.002000")
        #expect(after["preview_image", "file_uri"] == "storage://y")
        #expect(try client.get(image).status == 404)
    }

    @Test("images are made, listed, read alone and changed")
    func images() throws {
        let client = try MiningClient()
        let path = try client.makeClass(client.makeDataset(), "a")
        let answer = try client.post(path + "images", ["file_uri": "storage://x", "notes": "n"])
        #expect(answer.status == 201)
        #expect(
            answer.json.object?.keys == [
                "id", "file_uri", "time_created", "time_updated", "active", "notes", "is_auto_generated",
                "evaluation_result",
            ])
        #expect(answer["is_auto_generated"] == false)
        #expect(answer["active"] == true)
        for index in 0..<3 { try client.attach("storage://\(index)", to: path) }
        let page = try client.get(path + "images?limit=2&offset=1")
        #expect(page["total"] == 4)
        #expect(page["data"]?.array?.compactMap { $0["file_uri"]?.string } == ["storage://0", "storage://1"])
        #expect(page["next"] == .string("http://127.0.0.1:8484\(path)images/?limit=2&offset=3"))
        let id = try #require(answer["id"]?.string)
        try client.world.advance(seconds: 1)
        let changed = try client.put(path + "images/\(id)", ["active": false])
        #expect(changed["active"] == false)
        #expect(changed["notes"] == "n")
        #expect(changed["time_updated"] == "2026-01-01 00:00:01.000000")
        #expect(try client.get(path + "images/\(id)").text == changed.text)
        #expect(try client.put(path + "images/\(id)", ["active": "no"]).status == 400)
    }

    @Test("unknown file URIs are taken, unless the tenant is strict")
    func strictness() throws {
        let client = try MiningClient()
        let path = try client.makeClass(client.makeDataset(), "a")
        try client.attach("storage://unknown", to: path)
        try client.world.send(.put("/__admin/settings", json: ["strict_file_uris": true]))
        let answer = try client.post(path + "images/", ["file_uri": "storage://unknown"])
        #expect(answer.status == 400)
        #expect(answer["errors", "file_uri"] != nil)
        try client.attach(client.picture(1), to: path)
        #expect(try client.post(path + "images/", [:])["errors", "file_uri"] != nil)
    }

    @Test("classes are listed oldest first, and deleted with their images")
    func listsAndDeletes() throws {
        let client = try MiningClient()
        let id = try client.makeDataset()
        let paths = try ["a", "b", "c"].map { try client.makeClass(id, $0) }
        try client.attach("storage://x", to: paths[1])
        let page = try client.get("/api/v1/datasets/\(id)/classes/?limit=2")
        #expect(page["total"] == 3)
        #expect(page["data"]?.array?.compactMap { $0["label"]?.string } == ["a", "b"])
        #expect(try client.delete(paths[1]).json == ["message": "Class has been deleted"])
        #expect(try client.get(paths[1]).status == 404)
        #expect(try client.get("/api/v1/datasets/\(id)/classes/")["total"] == 2)
        #expect(try client.world.tenant.database.scalarInt("SELECT count(*) FROM deepva_images") == 0)
    }
}
