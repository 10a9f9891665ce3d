// Tests of sinks.

import Emulator
import HTTP
import JSON
import TestSupport
import Testing

@Suite("Control: sinks")
struct SinksTests {
    private let sink = "/__admin/sink/orders"
    private let caught = "/__admin/sinks/orders"

    @Test("a sink catches every method and any body", arguments: ["GET", "POST", "PUT", "PATCH", "DELETE"])
    func methods(method: String) throws {
        let world = try World()
        let answer = try world.send(
            TestRequest(method, sink + "?a=b").header("X-Custom", "yes").raw(
                Array(#"{"n":[1]}"#.utf8), type: "text/odd"))
        #expect(answer.status == 200)
        #expect(answer["number"] == 1)
        let list = try world.send(.get(caught))
        #expect(list["total"] == 1)
        let request = list["requests", 0]
        #expect(request?["method"]?.string == method)
        #expect(request?["target"]?.string == sink + "?a=b")
        #expect(request?["text"] == #"{"n":[1]}"#)
        #expect(request?["json"] == ["n": [1]])
        #expect(request?["base64"] == .null)
        #expect(request?["headers"]?.array?.contains(["name": "X-Custom", "value": "yes"]) == true)
        #expect(request?["at"] == "2026-01-01T00:00:00.000000Z")
    }

    @Test("bytes, forms, multipart bodies and nothing at all are caught as they are")
    func bodies() throws {
        let world = try World()
        try world.send(TestRequest("POST", sink).raw([0xFF, 0x00], type: "image/png"))
        try world.send(TestRequest("POST", sink).form("a=1&b=2"))
        try world.send(TestRequest("POST", sink).multipart(.field("a", "1"), .file("f", "x.bin", [1, 2, 3])))
        try world.send(TestRequest("POST", sink))
        let list = try world.send(.get(caught))["requests"]
        #expect(list?[0]?["base64"] == "/wA=")
        #expect(list?[0]?["text"] == .null)
        #expect(list?[1]?["text"] == "a=1&b=2")
        #expect(list?[1]?["json"] == .null)
        #expect(list?[2]?["size"] == 4)
        #expect(list?[2]?["parts"]?[1]?["filename"] == "x.bin")
        #expect(list?[2]?["parts"]?[1]?["size"] == 3)
        #expect(list?[2]?["parts"]?[0]?["text"] == "1")
        #expect(list?[2]?["parts"]?[1]?["text"] == "\u{1}\u{2}\u{3}")
        #expect(list?[3]?["size"] == 0)
        #expect(try world.send(.get(caught + "?contains=1&times=2"))["verified"] == true)
    }

    @Test("a multipart body that is not well formed is kept as it came")
    func brokenBodies() throws {
        let world = try World()
        var problem = BodyProblem(status: 400, message: "The multipart body ends before its final boundary.")
        problem.beginning = Array("--b\r\nhello".utf8)
        problem.size = 100_000
        let head = try TestRequest.post(sink).build().head
        var status: Int?
        world.emulator.answer(Request(head: head, body: .broken(problem))) { status = $0.status }
        world.emulator.commitTurn()
        #expect(status == 200)
        let request = try world.send(.get(caught))["requests", 0]
        #expect(request?["text"] == "--b\r\nhello")
        #expect(request?["size"] == 100_000)
        #expect(request?["cut"] == true)
    }

    @Test("what was caught is verified by method, text and number")
    func verify() throws {
        let world = try World()
        for text in ["alpha", "beta", "alphabet"] { try world.send(.post(sink).raw(Array(text.utf8), type: nil)) }
        try world.send(.get(sink))
        #expect(try world.send(.get(caught))["verified"] == .null)
        let alpha = try world.send(.get(caught + "?method=POST&contains=alpha&times=2"))
        #expect(alpha["matched"] == 2)
        #expect(alpha["verified"] == true)
        #expect(alpha["total"] == 4)
        #expect(try world.send(.get(caught + "?contains=gamma&times=1"))["verified"] == false)
        #expect(try world.send(.get(caught + "?times=0&method=PUT"))["verified"] == true)
        #expect(try world.send(.get(caught + "?after=3"))["requests", 0, "method"] == "GET")
        #expect(try world.send(.get(caught + "?limit=0"))["requests"] == [])
        #expect(try world.send(.get(caught + "?times=-1")).status == 400)
    }

    @Test("a sink answers the statuses it is asked for, one after the other")
    func statuses() throws {
        let world = try World()
        func status() throws -> Int { try world.send(.post(sink + "?status=500,503,204")).status }
        #expect(try [status(), status(), status(), status()] == [500, 503, 204, 204])
    }

    @Test(
        "whatever its query says, a request is caught",
        arguments: ["?status=99", "?status=abc", "?status=", "?%ff", "?a=%zz&status=200", "?status=abc,200", "?=&&"])
    func queries(query: String) throws {
        let world = try World()
        #expect(try world.send(.post(sink + query)).status == 200)
        #expect(try world.send(.get(caught))["requests", 0, "target"] == .string(sink + query))
    }

    @Test("sinks are listed with their URLs, emptied, and end with a reset")
    func life() throws {
        let world = try World()
        #expect(try world.send(.get("/__admin/sinks"))["sinks"] == [])
        try world.send(.post(sink))
        try world.send(.post("/__admin/sink/b%20c"))
        let list = try world.send(.get("/__admin/sinks"))
        #expect(list["sinks", 0] == ["name": "orders", "total": 1, "url": "http://127.0.0.1:8484/__admin/sink/orders"])
        #expect(list["sinks", 1, "name"] == "b c")
        #expect(list["sinks", 1, "url"]?.string?.hasSuffix("/b%20c") == true)
        #expect(try world.send(.delete(caught)).status == 204)
        #expect(try world.send(.get(caught))["total"] == 0)
        #expect(try world.send(.get("/t/other/__admin/sinks"))["sinks"] == [])
        try world.send(.post("/__admin/reset"))
        #expect(try world.send(.get("/__admin/sinks"))["sinks"] == [])
    }

    @Test("memory is bounded: requests, bodies, sinks")
    func bounded() throws {
        let world = try World()
        for _ in 0..<1005 { try world.send(.post(sink)) }
        let list = try world.send(.get(caught + "?limit=1"))
        #expect(list["total"] == 1005)
        #expect(list["matched"] == 1000)
        #expect(list["requests", 0, "number"] == 6)
        try world.send(.post("/__admin/sink/large").raw(Array(repeating: 65, count: 100_000), type: nil))
        let large = try world.send(.get("/__admin/sinks/large"))["requests", 0]
        #expect(large?["size"] == 100_000)
        #expect(large?["cut"] == true)
        #expect(large?["text"]?.string?.utf8.count == 65_536)
        for _ in 0..<700 {
            try world.send(.get("/__admin/sink/heads").header("X-Long", String(repeating: "y", count: 30_000)))
        }
        #expect(try world.send(.get("/__admin/sinks/heads?limit=0"))["matched"]?.int ?? 999 < 600)
        for index in 0..<97 { #expect(try world.send(.post("/__admin/sink/s\(index)")).status == 200) }
        #expect(try world.send(.post("/__admin/sink/more")).status == 409)
        for _ in 0..<300 {
            try world.send(.post("/__admin/sink/large").raw(Array(repeating: 65, count: 100_000), type: nil))
        }
        #expect(try world.send(.get("/__admin/sinks/large?limit=0"))["matched"]?.int ?? 999 <= 256)
    }

    @Test("anybody may send to a sink, but looking into it takes the token")
    func access() throws {
        let world = try World(adminToken: "secret-token")
        #expect(
            try world.send(.post(sink).header("Host", "deepmock:8484").header("Origin", "http://evil.test")).status
                == 200)
        #expect(try world.send(.get(caught)).status == 401)
        #expect(try world.send(.delete(caught)).status == 401)
        #expect(try world.send(.get("/__admin/sinks")).status == 401)
        #expect(try world.send(.get(caught).header("Authorization", "Bearer secret-token"))["total"] == 1)
    }
}
