// Tests of resumable uploads: the protocol's answers, and that every byte arrives.

import Emulator
import JSON
import Store
import TestSupport
import Testing

@Suite("Deepen tools: uploads")
struct UploadsTests {
    private static let unit = 262_144

    /// A dataset for a file of `bytes`, and the target of its upload.
    private func session(_ tools: ToolsWorld, _ size: Int) throws -> (path: String, target: String) {
        let made = try tools.create(ToolsWorld.request(size: size))
        return ("/api/v2/datasets/\(try #require(made["dataset_id"]?.string))", try tools.target(made))
    }

    private func noise(_ count: Int) -> [UInt8] {
        var state: UInt32 = 7
        return (0..<count).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(state >> 24)
        }
    }

    /// The bytes as they come back by the signed link.
    private func download(_ tools: ToolsWorld, _ path: String) throws -> [UInt8] {
        let link = try #require(
            tools.get("\(path)/uploaded_dataset_signed_media_link")["uploaded_dataset_signed_media_link"]?.string)
        return try tools.world.send(.get(String(link.dropFirst("http://127.0.0.1:8484".count)))).body
    }

    @Test("a whole file completes with 200 and describes its object; any further request says the same")
    func whole() throws {
        let tools = try ToolsWorld()
        let bytes = Array("123456789".utf8)
        let (path, target) = try session(tools, bytes.count)
        let done = try tools.put(target, bytes)
        #expect(done.status == 200)
        #expect(done["size"] == "9")
        #expect(done["contentType"] == "application/zip")
        #expect(done["md5Hash"] == "JfnnlDI7RTiF9RgfG2JNCw==")
        #expect(done["crc32c"] == "4waSgw==")
        #expect(done["name"]?.string?.hasSuffix("/json_data.zip") == true)
        #expect(try tools.put(target, bytes).text == done.text)
        #expect(try tools.put(target, [], range: "bytes */*").text == done.text)
        #expect(try tools.put(target, [1], range: "bytes of nonsense").text == done.text)
        #expect(try tools.world.send(TestRequest("PUT", target).multipart(.field("a", "b"))).text == done.text)
        #expect(try download(tools, path) == bytes)
        let dataset = try tools.get(path)
        #expect(dataset["processing_status"] == "files_to_be_uploaded")
        #expect(dataset["current_stage_status"] == "in_progress")
    }

    @Test("POST is the same as PUT, and no token is needed or looked at")
    func post() throws {
        let tools = try ToolsWorld()
        let (path, target) = try session(tools, 3)
        let answer = try tools.world.send(TestRequest("POST", target).bearer("nonsense").raw([1, 2, 3], type: nil))
        #expect(answer.status == 200)
        #expect(try download(tools, path) == [1, 2, 3])
    }

    @Test("chunks add up, with the range after each, unaligned ones cut, a gap told and resent bytes skipped")
    func chunks() throws {
        let tools = try ToolsWorld()
        let bytes = noise(3 * Self.unit + 1000)
        let total = bytes.count
        let (path, target) = try session(tools, total)
        let empty = try tools.put(target, [], range: "bytes */*")
        #expect(empty.status == 308)
        #expect(empty.header("Range") == nil)
        #expect(empty.header("Location") == nil)
        #expect(empty.body.isEmpty)

        let first = try tools.put(
            target, Array(bytes[..<(Self.unit + 500)]), range: "bytes 0-\(Self.unit + 499)/\(total)")
        #expect(first.status == 308)
        #expect(first.header("Range") == "bytes=0-\(Self.unit - 1)")

        let gap = try tools.put(
            target, Array(bytes[(Self.unit + 500)...]), range: "bytes \(Self.unit + 500)-\(total - 1)/\(total)")
        #expect(gap.status == 503)
        #expect(gap.header("Content-Type") == "text/plain; charset=utf-8")
        #expect(
            gap.text
                == "Invalid request.  According to the Content-Range header, the upload offset is \(Self.unit + 500) byte(s), which exceeds already uploaded size of \(Self.unit) byte(s)."
        )

        let second = try tools.put(
            target, Array(bytes[..<(2 * Self.unit)]), range: "bytes 0-\(2 * Self.unit - 1)/\(total)")
        #expect(second.header("Range") == "bytes=0-\(2 * Self.unit - 1)")
        let query = try tools.put(target, [], range: "bytes */\(total)")
        #expect(query.status == 308)
        #expect(query.header("Range") == "bytes=0-\(2 * Self.unit - 1)")

        let last = try tools.put(
            target, Array(bytes[(2 * Self.unit)...]), range: "bytes \(2 * Self.unit)-\(total - 1)/\(total)")
        #expect(last.status == 200)
        #expect(last["size"] == .string(String(total)))
        #expect(try download(tools, path) == bytes)
    }

    @Test("a client that cannot bear a 308 gets a 200 that says so")
    func no308() throws {
        let tools = try ToolsWorld()
        let (_, target) = try session(tools, Self.unit * 2)
        let answer = try tools.world.send(
            TestRequest("PUT", target).header("X-GUploader-No-308", "yes").header(
                "Content-Range", "bytes 0-\(Self.unit - 1)/*"
            ).raw(noise(Self.unit), type: nil))
        #expect(answer.status == 200)
        #expect(answer.header("X-HTTP-Status-Code-Override") == "308")
        #expect(answer.header("Range") == "bytes=0-\(Self.unit - 1)")
        #expect(answer.body.isEmpty)
    }

    @Test("an upload of unknown total is completed by a status query with the total")
    func unknownTotal() throws {
        let tools = try ToolsWorld()
        let bytes = noise(Self.unit + 3)
        let (path, target) = try session(tools, bytes.count)
        #expect(try tools.put(target, bytes, range: "bytes 0-\(bytes.count - 1)/*").status == 308)
        #expect(try tools.get("\(path)/uploaded_dataset_signed_media_link").status == 404)
        #expect(try tools.put(target, [], range: "bytes */\(bytes.count)")["size"] == .string(String(bytes.count)))
        #expect(try download(tools, path) == bytes)
    }

    @Test(
        "what does not fit is a 400 in Google's shape, and the session stays as it is",
        arguments: [(nil, 4), (nil, 6), ("bytes 0-4/6", 5), ("bytes 0-4/5", 4), ("bytes x", 5), ("bytes 0-9/*", 10)]
            as [(String?, Int)])
    func refusals(range: String?, count: Int) throws {
        let tools = try ToolsWorld()
        let (_, target) = try session(tools, 5)
        let answer = try tools.put(target, noise(count), range: range)
        #expect(answer.status == 400)
        #expect(answer["error", "code"] == 400)
        #expect(answer["error", "errors", 0, "domain"] == "global")
        #expect(try tools.put(target, [], range: "bytes */*").status == 308)
        #expect(try tools.put(target, noise(5)).status == 200)
    }

    @Test("sessions: no id and a malformed one are a 400, an unknown id and an unknown bucket a 404")
    func unknown() throws {
        let tools = try ToolsWorld()
        let malformed = try tools.put("/upload/storage/v1/b/deepen-uploads/o?upload_id=%ff", [1])
        #expect(malformed.status == 400)
        #expect(malformed["error", "code"] == 400)
        #expect(try tools.put("/upload/storage/v1/b/deepen-uploads/o?uploadType=resumable", [1]).status == 400)
        #expect(try tools.put("/upload/storage/v1/b/deepen-uploads/o?upload_id=x", [1]).status == 404)
        let (_, target) = try session(tools, 1)
        #expect(try tools.put(target.replacing("deepen-uploads", with: "other"), [1]).status == 404)
    }

    @Test(
        "bytes are bytes, whatever media type they are said to have",
        arguments: [
            "multipart/form-data; boundary=b", "multipart/form-data", "application/json", "text/plain", "nonsense",
        ])
    func mediaTypes(type: String) throws {
        let tools = try ToolsWorld()
        let bytes = Array("--b\r\nno form at all {".utf8)
        let (path, target) = try session(tools, bytes.count)
        let answer = try tools.world.send(TestRequest("PUT", target).raw(bytes, type: type))
        #expect(answer.status == 200)
        #expect(try download(tools, path) == bytes)
    }

    @Test("a cancelled session answers 499 with nothing, then 404")
    func cancel() throws {
        let tools = try ToolsWorld()
        let (_, target) = try session(tools, Self.unit * 2)
        #expect(try tools.put(target, noise(Self.unit), range: "bytes 0-\(Self.unit - 1)/*").status == 308)
        let cancelled = try tools.world.send(.delete(target))
        #expect(cancelled.status == 499)
        #expect(cancelled.body.isEmpty)
        #expect(try tools.world.send(.delete(target)).status == 404)
        #expect(try tools.put(target, [], range: "bytes */*").status == 404)
        #expect(try tools.world.tenant.database.scalarInt("SELECT count(*) FROM blobs") == 0)
    }

    @Test("a session lives for a week on the tenant's clock, then it is a 410 and its bytes are gone")
    func expiry() throws {
        let tools = try ToolsWorld()
        let (_, target) = try session(tools, Self.unit * 2)
        #expect(try tools.put(target, noise(Self.unit), range: "bytes 0-\(Self.unit - 1)/*").status == 308)
        try tools.world.runUntilIdle()
        try tools.world.advance(seconds: 7 * 86_400 - 1)
        #expect(try tools.put(target, [], range: "bytes */*").status == 308)
        try tools.world.advance(seconds: 1)
        #expect(try tools.put(target, [], range: "bytes */*").status == 410)
        #expect(try tools.world.tenant.database.scalarInt("SELECT count(*) FROM blobs") == 0)
    }

    @Test("an upload goes on after a restart with the same data directory, and takes over large bodies without a copy")
    func restart() throws {
        let directory = try TemporaryDirectory()
        let bytes = noise(5 * Self.unit)
        var target = ""
        var path = ""
        do {
            let tools = ToolsWorld(try World(directory: directory.path))
            (path, target) = try session(tools, bytes.count)
            let chunk = Array(bytes[..<(2 * Self.unit + 9)])
            #expect(try tools.put(target, chunk, range: "bytes 0-\(chunk.count - 1)/\(bytes.count)").status == 308)
            tools.world.emulator.close()
        }
        let tools = ToolsWorld(try World(directory: directory.path))
        let query = try tools.put(target, [], range: "bytes */\(bytes.count)")
        #expect(query.header("Range") == "bytes=0-\(2 * Self.unit - 1)")
        let rest = Array(bytes[(2 * Self.unit)...])
        #expect(
            try tools.put(target, rest, range: "bytes \(2 * Self.unit)-\(bytes.count - 1)/\(bytes.count)").status
                == 200)
        #expect(try download(tools, path) == bytes)
    }

    @Test("a connection that breaks leaves what has come, in whole multiples")
    func cut() throws {
        let tools = try ToolsWorld()
        let bytes = noise(3 * Self.unit)
        let (path, target) = try session(tools, bytes.count)
        try tools.world.send(TestRequest("PUT", target).raw(Array(bytes[..<(Self.unit + 9)]), type: nil).cut())
        #expect(try tools.put(target, [], range: "bytes */*").header("Range") == "bytes=0-\(Self.unit - 1)")
        let chunk = Array(bytes[Self.unit..<(Self.unit + 5)])
        try tools.world.send(
            TestRequest("PUT", target).header("Content-Range", "bytes \(Self.unit)-\(bytes.count - 1)/\(bytes.count)")
                .raw(chunk, type: nil).cut())
        #expect(try tools.put(target, [], range: "bytes */*").header("Range") == "bytes=0-\(Self.unit - 1)")
        let rest = Array(bytes[Self.unit...])
        let last = try tools.put(target, rest, range: "bytes \(Self.unit)-\(bytes.count - 1)/\(bytes.count)")
        #expect(last.status == 200)
        #expect(try download(tools, path) == bytes)
    }

    @Test("URLs outside the default tenant name it, as they are called without a token")
    func tenants() throws {
        let tools = try ToolsWorld()
        let made = try tools.world.send(
            .post("/api/v2/clients/demo/datasets", json: ToolsWorld.request(size: 1)).bearer("blue:token"))
        #expect(
            made["files", 0, "resumable_upload_url"]?.string?.hasPrefix("http://127.0.0.1:8484/t/blue/upload/") == true)
        let target = try tools.target(made)
        #expect(try tools.put(target, [1]).status == 200)
    }
}
