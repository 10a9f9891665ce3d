// Tests of profile images.

import JSON
import TestSupport
import Testing

@Suite("Deepen tools: profile images")
struct ProfileImagesTests {
    @Test("a picture is uploaded like a dataset and then is the user's, by a signed link")
    func life() throws {
        let tools = try ToolsWorld()
        #expect(try tools.get("/api/v2/profile_image").status == 404)
        let picture = try TestArchive.fixture("picture.png")
        let made = try tools.post(
            "/api/v2/profile_image", ["file_size": .int(picture.count), "file_type": "image/png", "file_origin": "x"])
        #expect(made.status == 200)
        #expect(made["signed_form_data"] == [:])
        #expect(try tools.get("/api/v2/profile_image").status == 404)
        let base = "http://127.0.0.1:8484".count
        let target = String(try #require(made["resumable_upload_url"]?.string).dropFirst(base))
        #expect(try tools.put(target, picture).status == 200)
        let link = try #require(tools.get("/api/v2/profile_image")["profile_image_url"]?.string)
        let read = try tools.world.send(.get(String(link.dropFirst(base))))
        #expect(read.body == picture)
        #expect(read.header("Content-Type") == "image/png")
    }

    @Test("a page in place of a picture is saved, not shown: anybody may follow the link")
    func page() throws {
        let tools = try ToolsWorld()
        let page = Array("<script>fetch('/__admin/reset', {method: 'POST'})</script>".utf8)
        let made = try tools.post(
            "/api/v2/profile_image",
            ["file_size": .int(page.count), "file_type": "text/html", "file_origin": "x.html"])
        let base = "http://127.0.0.1:8484".count
        let target = String(try #require(made["resumable_upload_url"]?.string).dropFirst(base))
        #expect(try tools.put(target, page).status == 200)
        let link = try #require(tools.get("/api/v2/profile_image")["profile_image_url"]?.string)
        let read = try tools.world.send(.get(String(link.dropFirst(base))))
        #expect(read.body == page)
        #expect(read.header("Content-Type") == "application/octet-stream")
        #expect(read.header("Content-Disposition") == "attachment")
        #expect(read.header("X-Content-Type-Options") == "nosniff")
        #expect(read.header("Content-Security-Policy") == "sandbox")
    }

    @Test("what is missing or wrong is a 400, and without a token nobody has a picture")
    func refusals() throws {
        let tools = try ToolsWorld()
        #expect(try tools.post("/api/v2/profile_image", ["file_type": "image/png"]).status == 400)
        #expect(try tools.post("/api/v2/profile_image", ["file_size": 1, "file_type": "image/png"]).status == 400)
        let fraction: JSON = ["file_size": 1.5, "file_type": "image/png", "file_origin": "x"]
        #expect(try tools.post("/api/v2/profile_image", fraction).status == 400)
        #expect(try tools.world.send(.get("/api/v2/profile_image")).status == 401)
    }
}
