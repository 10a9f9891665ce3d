// Tests of signed links and downloads.

import JSON
import TestSupport
import Testing

@Suite("Deepen tools: signed links")
struct SignedMediaTests {
    private func link(_ tools: ToolsWorld, _ path: String) throws -> String {
        let answer = try tools.get("\(path)/uploaded_dataset_signed_media_link")
        let url = try #require(answer["uploaded_dataset_signed_media_link"]?.string)
        return String(url.dropFirst("http://127.0.0.1:8484".count))
    }

    @Test("the link's path ends in the file's name, needs no token, and serves ranges")
    func download() throws {
        let tools = try ToolsWorld()
        let archive = try ToolsWorld.clouds(2)
        let path = try tools.processed(archive)
        let target = try link(tools, path)
        #expect(target.prefix { $0 != "?" }.hasSuffix("/json_data.zip"))
        let whole = try DownloadCheck.run(tools.world, .get(target))
        #expect(whole.status == 200)
        #expect(whole.body == archive)
        #expect(whole.header("Content-Type") == "application/zip")
        #expect(whole.header("Accept-Ranges") == "bytes")
        let part = try tools.world.send(.get(target).header("Range", "bytes=2-5"))
        #expect(part.status == 206)
        #expect(part.body == Array(archive[2...5]))
        #expect(part.header("Content-Range") == "bytes 2-5/\(archive.count)")
        #expect(try tools.world.send(.get(target).header("Range", "bytes=9999999-")).status == 416)
    }

    @Test("nothing uploaded is a 404; a signature that is wrong, missing or expired a 403; a deleted object a 404")
    func refusals() throws {
        let tools = try ToolsWorld()
        let made = try tools.create(ToolsWorld.request(size: 1))
        let path = "/api/v2/datasets/\(made["dataset_id"]?.string ?? "")"
        #expect(try tools.get("\(path)/uploaded_dataset_signed_media_link").status == 404)
        #expect(try tools.put(tools.target(made), [1]).status == 200)
        let target = try link(tools, path)
        let plain = String(target.prefix { $0 != "?" })
        #expect(try tools.world.send(.get(plain)).status == 403)
        #expect(try tools.world.send(.get(target + "0")).status == 403)
        #expect(try tools.world.send(.get(target.replacing("expires=", with: "expires=9"))).status == 403)
        #expect(try tools.world.send(.get(target.replacing("json_data", with: "other"))).status == 403)
        try tools.world.advance(seconds: 3599)
        #expect(try tools.world.send(.get(target)).status == 200)
        try tools.world.advance(seconds: 1)
        #expect(try tools.world.send(.get(target)).status == 403)
        let fresh = try link(tools, path)
        try tools.world.send(.delete(path).bearer())
        #expect(try tools.world.send(.get(fresh)).status == 404)
    }
}
