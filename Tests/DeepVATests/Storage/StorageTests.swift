// Tests of storage: files and folders, both prefixes, thumbnails, deletion.

import Emulator
import Formats
import JSON
import Store
import System
import TestSupport
import Testing

@Suite("DeepVA: storage")
struct StorageTests {
    private let text = Array("some text".utf8)

    @Test("an upload answers the stored file, and its bytes come back as they were")
    func uploads() throws {
        let client = try MiningClient()
        let picture = try TestArchive.fixture("picture.png")
        let answer = try client.upload("picture.png", picture, type: "image/png", folder: "/shots/")
        #expect(answer.status == 201)
        #expect(
            answer.json.object?.keys == [
                "id", "url", "file_size", "name", "uploaded", "upload_failed", "storage_type", "uploaded_at",
            ])
        let url = try #require(answer["url"]?.string)
        #expect(url.hasPrefix("storage://"))
        #expect(url.count == "storage://".count + 20)
        #expect(answer["file_size"] == .int(picture.count))
        #expect(answer["name"] == "picture.png")
        #expect(answer["storage_type"] == "IMAGE")
        #expect(answer["uploaded_at"] == "2026-01-01T00:00:00.000000Z")
        let id = try #require(answer["id"]?.int)
        let file = try client.get("/api/v2/storage/\(id)/file/")
        #expect(file.body == picture)
        #expect(file.header("Content-Type") == "image/png")
        #expect(try client.get("/api/v2/storage/\(id)").text == answer.text)
    }

    @Test("files and thumbnails obey conditions and ranges, whatever their size", arguments: [10, 100_000, 1_500_000])
    func conditions(size: Int) throws {
        let client = try MiningClient()
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 9) }
        let id = try #require(client.upload("a.bin", bytes)["id"]?.int)
        let request = TestRequest.get("/api/v2/storage/\(id)/file/").key()
        #expect(try DownloadCheck.run(client.world, request).body == bytes)
        let other = try #require(client.upload("a.bin", bytes.reversed())["id"]?.int)
        let copy = try #require(client.upload("b.bin", bytes)["id"]?.int)
        let tags = try [id, other, copy].map { try client.get("/api/v2/storage/\($0)/file/").header("ETag") }
        #expect(tags[0] != tags[1])
        #expect(tags[0] == tags[2])

        let photo = try #require(client.upload("photo.jpg", TestArchive.fixture("photo.jpg"))["id"]?.int)
        try DownloadCheck.run(client.world, .get("/api/v2/storage/\(photo)/thumbnail/").key())
    }

    @Test("the time of the last change is that of the upload, on the tenant's clock, also after a restart of the world")
    func lastModified() throws {
        let client = try MiningClient()
        let id = try #require(client.upload("a.txt", text)["id"]?.int)
        try client.world.advance(seconds: 90)
        let file = try client.get("/api/v2/storage/\(id)/file/")
        #expect(file.header("Last-Modified") == "Thu, 01 Jan 2026 00:00:00 GMT")
        #expect(file.header("Date") == "Thu, 01 Jan 2026 00:01:30 GMT")
        // What begins anew may have the same number and the same time: other bytes have another tag.
        try client.world.send(.post("/__admin/reset"))
        #expect(try client.upload("a.txt", text + text)["id"]?.int == id)
        #expect(try client.get("/api/v2/storage/\(id)/file/").header("ETag") != file.header("ETag"))
    }

    @Test(
        "the type comes from the part, or from the bytes and the name when the part says nothing",
        arguments: [
            ("a.png", "image/png", "IMAGE"), ("a.mp4", nil, "VIDEO"), ("a.mp3", nil, "AUDIO"),
            ("notes.txt", "text/plain", "OTHER"), ("thing", "application/octet-stream", "OTHER"),
            ("a.wav", "audio/wav", "AUDIO"), ("a.bin", "video/mp4", "VIDEO"),
        ] as [(String, String?, String)])
    func types(name: String, type: String?, expected: String) throws {
        let answer = try MiningClient().upload(name, text, type: type)
        #expect(answer["storage_type"]?.string == expected)
    }

    @Test(
        "a file comes back with the type that was declared, parameters included",
        arguments: [
            ("notes.txt", "text/plain; charset=utf-8"), ("notes", "text/plain; charset=iso-8859-1"),
            ("notes.csv", "text/csv; header=present"), ("a.png", "image/png"),
        ])
    func declaredTypes(name: String, type: String) throws {
        let client = try MiningClient()
        let id = try #require(client.upload(name, text, type: type)["id"]?.int)
        #expect(try client.get("/api/v2/storage/\(id)/file/").header("Content-Type") == type)
    }

    @Test("a picture without a declared type is known by its first bytes")
    func sniffs() throws {
        let answer = try MiningClient().upload("mm", TestArchive.fixture("photo.jpg"))
        #expect(answer["storage_type"] == "IMAGE")
        #expect(answer["name"] == "mm")
    }

    @Test("missing folders are made with their parents, and outer slashes are added")
    func makesFolders() throws {
        let client = try MiningClient()
        try client.upload("x", text, folder: "one/two")
        let root = try client.get("/api/v2/storage/")
        #expect(root["total"] == 1)
        #expect(root["data", 0, "name"] == "/one/")
        #expect(root["data", 0, "storage_type"] == "FOLDER")
        #expect(root["data", 0, "url"] == .null)
        #expect(root["data", 0, "file_size"] == .null)
        #expect(root["data", 0, "uploaded"] == true)
        let one = try client.get("/api/v2/storage/?folder=/one/")
        #expect(one["data", 0, "name"] == "/one/two/")
        #expect(try client.get("/api/v2/storage/?folder=one/two")["data", 0, "name"] == "x")
        #expect(try client.get("/api/v2/storage/")["total"] == 1)
    }

    @Test("files stand before folders, and pages link to each other in the new dialect")
    func pages() throws {
        let client = try MiningClient()
        try client.upload("in", text, folder: "/a/")
        for index in 0..<4 { try client.upload("f\(index)", text) }
        let first = try client.get("/api/v2/storage?folder=/&limit=3")
        #expect(first.json.object?.keys == ["total", "next", "prev", "limit", "offset", "data"])
        #expect(first["data"]?.array?.compactMap { $0["name"]?.string } == ["f0", "f1", "f2"])
        #expect(first["total"] == 5)
        #expect(first["prev"] == .null)
        let next = try #require(first["next"]?.string)
        #expect(next == "http://127.0.0.1:8484/api/v2/storage/?folder=/&limit=3&offset=3")
        let second = try client.get(String(next.dropFirst("http://127.0.0.1:8484".count)))
        #expect(second["data"]?.array?.compactMap { $0["name"]?.string } == ["f3", "/a/"])
        #expect(second["next"] == .null)
        #expect(second["prev"]?.string?.hasSuffix("folder=/&limit=3&offset=0") == true)
        let past = try client.get("/api/v2/storage/?offset=99")
        #expect(past.status == 200)
        #expect(past["data"] == [])
    }

    @Test("the folder may come as a form body of the GET")
    func folderInBody() throws {
        let client = try MiningClient()
        try client.upload("x", text, folder: "/a b/")
        try client.upload("y", text, folder: "/a b/")
        let request = TestRequest("GET", "/api/v2/storage/?limit=1").key()
        let answer = try client.world.send(request.form("folder=%2Fa+b%2F"))
        #expect(answer["data", 0, "name"] == "x")
        #expect(answer["next"] == "http://127.0.0.1:8484/api/v2/storage/?folder=/a%20b/&limit=1&offset=1")
    }

    @Test("an unknown folder is an empty page")
    func unknownFolder() throws {
        let answer = try MiningClient().get("/api/v2/storage/?folder=/nothing/")
        #expect(answer.status == 200)
        #expect(answer["total"] == 0)
    }

    @Test(
        "the v1 prefixes answer the same objects with two flags more",
        arguments: ["/api/v1", "/v1"])
    func oldShape(prefix: String) throws {
        let client = try MiningClient()
        let made = try client.upload("p.png", TestArchive.fixture("picture.png"), folder: "/f/", prefix: prefix)
        #expect(made.status == 201)
        let keys = [
            "id", "url", "file_size", "name", "uploaded", "upload_failed", "is_image", "is_folder", "storage_type",
            "uploaded_at",
        ]
        #expect(made.json.object?.keys == keys)
        #expect(made["is_image"] == true)
        #expect(made["storage_type"] == "IMAGE")
        #expect(made["uploaded_at"] == "2026-01-01T00:00:00.000000Z")
        let list = try client.get("\(prefix)/storage")
        #expect(list["data", 0]?.object?.keys == keys)
        #expect(list["data", 0, "is_folder"] == true)
        try client.upload("q.png", text, prefix: prefix)
        #expect(
            try client.get("\(prefix)/storage?limit=1")["next"]
                == .string("http://127.0.0.1:8484\(prefix)/storage/?limit=1&offset=1"))
        let id = try #require(made["id"]?.int)
        #expect(try client.get("\(prefix)/storage/\(id)/").text == made.text)
        #expect(try client.get("/api/v2/storage/\(id)/")["storage_type"] == "IMAGE")
        #expect(try client.get("\(prefix)/storage/\(id)/file").status == 200)
        #expect(try client.get("\(prefix)/storage/\(id)/thumbnail/").status == 200)
        #expect(try client.delete("\(prefix)/storage/\(id)").status == 200)
    }

    @Test("equal names in one folder are two objects")
    func equalNames() throws {
        let client = try MiningClient()
        let ids = try (0..<2).map { _ in try client.upload("same", text)["id"]?.int }
        #expect(ids[0] != ids[1])
        #expect(try client.get("/api/v2/storage/")["total"] == 2)
    }

    @Test("a path given as filename is cut to its last part")
    func barename() throws {
        #expect(try MiningClient().upload("C:\\shots/a.png", text)["name"] == "a.png")
    }

    @Test("a picture's thumbnail is a real scaled copy that stays as it is")
    func thumbnails() throws {
        let client = try MiningClient()
        let picture = try #require(
            Bitmap(width: 600, height: 300, layout: .rgb, samples: Array(repeating: 90, count: 540_000)))
        let id = try #require(client.upload("wide.png", PNGEncoder.encode(picture))["id"]?.int)
        let answer = try client.get("/api/v2/storage/\(id)/thumbnail/")
        #expect(answer.status == 200)
        let header = try #require(try ImageHeader.read(answer.body))
        #expect(header.width == 256)
        #expect(header.height == 128)
        #expect(try client.get("/api/v2/storage/\(id)/thumbnail/").body == answer.body)
    }

    @Test("videos and pictures that cannot be read get a placeholder")
    func placeholders() throws {
        let client = try MiningClient()
        for (name, bytes) in [("v.mp4", try TestArchive.fixture("clip.mp4")), ("broken.png", text)] {
            let id = try #require(client.upload(name, bytes)["id"]?.int)
            let answer = try client.get("/api/v2/storage/\(id)/thumbnail/")
            #expect(answer.status == 200)
            #expect(try ImageHeader.read(answer.body) != nil)
        }
    }

    @Test("other files and folders have no thumbnail, folders have no bytes")
    func without() throws {
        let client = try MiningClient()
        let file = try #require(client.upload("n.txt", text, type: "text/plain", folder: "/f/")["id"]?.int)
        let folder = try #require(client.get("/api/v2/storage/")["data", 0, "id"]?.int)
        #expect(try client.get("/api/v2/storage/\(file)/thumbnail/").status == 404)
        #expect(try client.get("/api/v2/storage/\(folder)/thumbnail/").status == 404)
        #expect(try client.get("/api/v2/storage/\(folder)/file/").status == 404)
        #expect(try client.get("/api/v2/storage/\(folder)/").status == 200)
    }

    @Test("ranges of a file are served")
    func ranges() throws {
        let client = try MiningClient()
        let id = try #require(client.upload("t", Array("0123456789".utf8))["id"]?.int)
        let answer = try client.world.send(.get("/api/v2/storage/\(id)/file/").key().header("Range", "bytes=2-4"))
        #expect(answer.status == 206)
        #expect(answer.text == "234")
    }

    @Test("deleting a folder deletes everything in it and nothing beside it")
    func deletesFolder() throws {
        let client = try MiningClient()
        for folder in ["/a/", "/a/b/c/", "/ab/", "/a0/"] { try client.upload("f", text, folder: folder) }
        let folders = try client.get("/api/v2/storage/")["data"]?.array ?? []
        let id = try #require(folders.first { $0["name"] == "/a/" }?["id"]?.int)
        let answer = try client.delete("/api/v2/storage/\(id)/")
        #expect(answer.status == 200)
        #expect(answer.text == "{}")
        #expect(
            try client.get("/api/v2/storage/")["data"]?.array?.compactMap { $0["name"]?.string } == ["/ab/", "/a0/"])
        for folder in ["/a/", "/a/b/", "/a/b/c/"] {
            #expect(try client.get("/api/v2/storage/?folder=\(folder)")["total"] == 0)
        }
        #expect(try client.get("/api/v2/storage/?folder=/ab/")["total"] == 1)
        #expect(try client.delete("/api/v2/storage/\(id)/").status == 404)
        #expect(try client.world.tenant.database.scalarInt("SELECT count(*) FROM blobs") == 2)
    }

    @Test("a deleted file is gone with its bytes and its thumbnail")
    func deletesFile() throws {
        let client = try MiningClient()
        let id = try #require(client.upload("p.png", TestArchive.fixture("picture.png"))["id"]?.int)
        try client.get("/api/v2/storage/\(id)/thumbnail/")
        #expect(try client.delete("/api/v2/storage/\(id)/").text == "{}")
        for path in ["", "file/", "thumbnail/"] {
            #expect(try client.get("/api/v2/storage/\(id)/\(path)").status == 404)
        }
        #expect(try client.world.tenant.database.scalarInt("SELECT count(*) FROM blobs") == 0)
    }

    @Test("unknown and malformed ids are a 404", arguments: ["99", "0", "-1", "x", "01", "99999999999999999999"])
    func unknown(id: String) throws {
        let client = try MiningClient()
        for path in ["/api/v2/storage/\(id)/", "/api/v1/storage/\(id)/file/", "/v1/storage/\(id)/thumbnail/"] {
            let answer = try client.get(path)
            #expect(answer.status == 404)
            #expect(answer["message"]?.string != nil)
        }
        #expect(try client.delete("/api/v2/storage/\(id)/").status == 404)
    }

    @Test("an upload without folder, without file, or with a text for a file is a 400 that names the part")
    func missing() throws {
        let world = try World()
        let path = "/api/v2/storage/"
        let noFolder = try world.send(TestRequest("POST", path).key().multipart(.file("file", "a", text)))
        #expect(noFolder.status == 400)
        #expect(noFolder["errors", "folder"] != nil)
        let noFile = try world.send(TestRequest("POST", path).key().multipart(.field("folder", "/")))
        #expect(noFile.status == 400)
        #expect(noFile["errors", "file"] != nil)
        // A browser sends an empty file without a name when nothing was chosen.
        let nothing = TestRequest.TestPart.file("file", "", type: "application/octet-stream", [])
        let notChosen = try world.send(
            TestRequest("POST", path).key().multipart(nothing, .field("folder", "/")))
        #expect(notChosen.status == 400)
        #expect(notChosen.json == noFile.json)
        let chosen = try world.send(
            TestRequest("POST", path).key().multipart(
                nothing, .field("folder", "/old/"), .file("file", "a", text), .field("folder", "/new/")))
        #expect(chosen.status == 201)
        #expect(chosen["file_size"] == .int(text.count))
        #expect(try world.send(.get(path + "?folder=/new/").key())["total"] == 1)
        let notAFile = try world.send(
            TestRequest("POST", path).key().multipart(.field("folder", "/"), .field("file", "x")))
        #expect(notAFile.status == 400)
        #expect(try world.send(.post(path, json: [:]).key()).status == 415)
    }

    @Test(
        "folders that are no paths are a 400",
        arguments: ["/../", "a/./b", "/a\u{1}/", String(repeating: "x", count: 1030)])
    func badFolders(folder: String) throws {
        let answer = try MiningClient().upload("x", text, folder: folder)
        #expect(answer.status == 400)
        #expect(answer["errors", "folder"] != nil)
    }

    @Test("bad pages are a 400 that names the parameter", arguments: ["offset=-1", "limit=0", "limit=x", "offset=1.5"])
    func badPages(query: String) throws {
        let answer = try MiningClient().get("/api/v2/storage/?\(query)")
        #expect(answer.status == 400)
        #expect(answer["errors"]?.object?.keys == [String(query.prefix { $0 != "=" })])
    }

    @Test("an API key is needed, and one for reading may not write")
    func keys() throws {
        let world = try World()
        for request in [
            TestRequest.get("/api/v2/storage/"), .get("/api/v2/storage/").bearer(), .get("/api/v2/storage/").key("no"),
        ] {
            let answer = try world.send(request)
            #expect(answer.status == 401)
            #expect(answer.header("WWW-Authenticate") == "Key")
        }
        try world.send(
            .post("/__admin/credentials", json: ["platform": "deepva", "secret": "reader", "access": "read"]))
        #expect(try world.send(.get("/api/v2/storage/").key("reader")).status == 200)
        let upload = TestRequest("POST", "/api/v2/storage/").key("reader").multipart(
            .field("folder", "/"), .file("file", "a", text))
        #expect(try world.send(upload).status == 403)
    }
}
