// Tests of dictionaries: types by file, languages, bytes, deletion.

import Emulator
import JSON
import Store
import TestSupport
import Testing

@testable import DeepVA

@Suite("DeepVA: dictionaries")
struct DictionariesTests {
    private let base = "/api/v2/dictionaries/"

    private func send(
        _ client: MiningClient, _ text: String, type: String? = "text/plain", filename: String = "words.txt",
        language: String? = nil, path: String = "/api/v2/dictionaries/"
    ) throws -> TestAnswer {
        let request = TestRequest("POST", path).key()
        let file = TestRequest.TestPart.file("file", filename, type: type, Array(text.utf8))
        guard let language else { return try client.world.send(request.multipart(.field("name", "words"), file)) }
        return try client.world.send(
            request.multipart(.field("name", "words"), .field("language", language), file))
    }

    @Test("a list of words is simple, for any language unless told otherwise, and comes back as it was")
    func simple() throws {
        let client = try MiningClient()
        let answer = try send(client, "one\n\ntwo\n")
        #expect(answer.status == 201)
        #expect(answer.json.object?.keys == ["id", "name", "type", "language", "time_created", "is_public"])
        #expect(answer["type"] == "simple")
        #expect(answer["language"] == "any")
        #expect(answer["is_public"] == false)
        #expect(answer["time_created"] == "2026-01-01T00:00:00.000000Z")
        let id = try #require(answer["id"]?.string)
        #expect(try client.get(base + id).text == answer.text)
        let file = try client.get(base + id + "/file")
        #expect(file.text == "one\n\ntwo\n")
        let request = TestRequest.get(base + id + "/file").key()
        #expect(try client.world.send(request.header("If-None-Match", file.header("ETag") ?? "")).status == 304)
        #expect(try client.world.send(request.header("Range", "bytes=0-1,4-5")).status == 206)
        #expect(file.header("Content-Type")?.hasPrefix("text/plain") == true)
        #expect(try client.get("/v1/dictionaries/\(id)/file/").status == 200)
    }

    @Test(
        "the type follows from the file's own type, or from its name",
        arguments: [
            ("a,b", "text/csv", "x", "map"), ("a\tb", "text/tab-separated-values", "x", "map"),
            (#"{"a":"b"}"#, "application/json", "x", "map"), ("a", "text/plain; charset=utf-8", "x", "simple"),
            ("a", nil, "words.txt", "simple"), ("a,b", nil, "words.csv", "map"),
            ("a,b", "application/octet-stream", "words.csv", "map"), ("a;b\nc;d,e", "text/csv", "x", "map"),
            ("\"a;b\";c\n", "text/csv; header=absent", "x", "map"),
            (#"[{"from":"a","to":"b"},{"from":"c","to":"d"}]"#, "application/json", "x", "map"),
        ] as [(String, String?, String, String)])
    func types(text: String, type: String?, filename: String, expected: String) throws {
        let answer = try send(MiningClient(), text, type: type, filename: filename)
        #expect(answer.status == 201)
        #expect(answer["type"]?.string == expected)
    }

    @Test(
        "the bytes come back with the type that was declared, parameters included",
        arguments: [
            ("a", "text/plain; charset=utf-8"), ("a,b", "text/csv; header=absent; charset=utf-8"),
            ("{}", "application/json"),
        ])
    func declaredTypes(text: String, type: String) throws {
        let client = try MiningClient()
        let id = try #require(send(client, text, type: type)["id"]?.string)
        #expect(try client.get(base + id + "/file").header("Content-Type") == type)
    }

    @Test(
        "a file that is not what its type says is a 400 that names the part",
        arguments: [
            ("a", "image/png"), ("[1]", "application/json"), ("{", "application/json"), ("a\nb,c", "text/csv"),
            ("<x/>", "text/xml"), ("[{}]", "application/json"), ("7", "application/json"), ("a;b\nc", "text/csv"),
            ("\"a,b", "text/csv"), ("a,\"b\"c", "text/csv"),
        ])
    func badFiles(text: String, type: String) throws {
        let client = try MiningClient()
        let answer = try send(client, text, type: type)
        #expect(answer.status == 400)
        #expect(answer["errors", "file"] != nil)
        let message = try #require(answer["message"]?.string)
        #expect(message.hasPrefix("file: ") && !message.contains("Error") && !message.contains("kind"), "\(message)")
        #expect(try client.get(base)["total"] == 1)
        #expect(try client.world.tenant.database.scalarInt("SELECT count(*) FROM blobs") == 0)
    }

    @Test("text that is not UTF-8, no file, no name and no language are a 400")
    func refusals() throws {
        let client = try MiningClient()
        let request = TestRequest("POST", base).key()
        let bytes = try client.world.send(
            request.multipart(.field("name", "n"), .file("file", "a", type: "text/plain", [0xFF, 0xFE, 0x41])))
        #expect(bytes["errors", "file"] != nil)
        #expect(try client.world.send(request.multipart(.field("name", "n"))).status == 400)
        let noName = try client.world.send(request.multipart(.file("file", "a", type: "text/plain", [65])))
        #expect(noName["errors", "name"] != nil)
        #expect(try send(client, "a", language: "42")["errors", "language"] != nil)
        #expect(try send(client, "a", language: "").status == 400)
        #expect(try client.post(base, ["name": "n"]).status == 415)
    }

    @Test(
        "the language of an automatic one is any at first, and found a while later",
        arguments: [
            ("der Bürgermeister\nund die Straße", "german"), ("the mayor of the city", "english"),
            ("la maison\nle château", "french"), ("Привет мир", "russian"), ("xyzzy\nplugh", "any"),
        ])
    func automatic(text: String, expected: String) throws {
        let client = try MiningClient()
        let answer = try send(client, text, language: "auto")
        #expect(answer["language"] == "any")
        let id = try #require(answer["id"]?.string)
        #expect(try client.get(base + id)["language"] == "any")
        try client.world.runUntilIdle()
        #expect(try client.get(base + id)["language"]?.string == expected)
    }

    @Test("a language that is given is kept, in lower case, and nothing is looked for")
    func given() throws {
        let client = try MiningClient()
        let answer = try send(client, "the house", language: "Croatian")
        #expect(answer["language"] == "croatian")
        #expect(try client.world.tenant.schedule.pending() == (0, 0))
    }

    @Test("the list has the newest first, in pages of the new dialect, under both prefixes")
    func lists() throws {
        let client = try MiningClient()
        let ids = try (0..<3).map { _ in try send(client, "a", path: "/api/v1/dictionaries")["id"]?.string }
        let page = try client.get("/api/v2/dictionaries?limit=2")
        #expect(page.json.object?.keys == ["total", "next", "prev", "limit", "offset", "data"])
        #expect(page["total"] == 4)
        #expect(page["data"]?.array?.map { $0["id"]?.string } == [ids[2], ids[1]])
        #expect(page["next"] == "http://127.0.0.1:8484/api/v2/dictionaries/?limit=2&offset=2")
        #expect(try client.get("/v1/dictionaries/?offset=2")["data", 0, "id"]?.string == ids[0])
        #expect(
            try client.get("/api/v1/dictionaries?limit=1")["next"]
                == "http://127.0.0.1:8484/api/v1/dictionaries/?limit=1&offset=1")
    }

    @Test("a deleted dictionary is gone with its bytes and what was planned for it")
    func deletes() throws {
        let client = try MiningClient()
        let id = try #require(send(client, "the house", language: "auto")["id"]?.string)
        #expect(try client.delete(base + id).text == "{}")
        for path in [base + id, base + id + "/file"] { #expect(try client.get(path).status == 404) }
        #expect(try client.delete(base + id).status == 404)
        #expect(try client.world.tenant.schedule.pending() == (0, 0))
        #expect(try client.world.tenant.database.scalarInt("SELECT count(*) FROM blobs") == 0)
    }

    @Test("every tenant has a public dictionary, which all may read and nobody deletes")
    func publicOnes() throws {
        let client = try MiningClient()
        let list = try client.get(base)
        #expect(list["total"] == 1)
        let shipped = try #require(list["data", 0])
        #expect(shipped["is_public"] == true)
        #expect(shipped["type"] == "simple")
        let id = try #require(shipped["id"]?.string)
        #expect(try client.get(base + id).json == shipped)
        let file = try client.get(base + id + "/file")
        #expect(file.text.hasPrefix("anchor\nbreaking news\n"))
        #expect(file.header("Content-Type") == "text/plain")
        #expect(try client.delete(base + id).status == 403)
        #expect(try client.get(base)["total"] == 1)
        try client.world.send(.post("/__admin/reset"))
        #expect(try client.get(base)["data", 0, "id"]?.string == id)
    }
}
