// Tests of what a request asks for: unknown paths, methods, host names, preflights, the index.

import JSON
import TestSupport
import Testing

@testable import Emulator

@Suite("Routes")
struct RouteTests {
    @Test("an unknown path is a 404 in the platform's own shape")
    func unknown() throws {
        let answer = try World.shelf().send(.get("/nothing").shelf())
        #expect(answer.status == 404)
        #expect(answer.json == ["code": "unknown_path"])
    }

    @Test("the host name of the real service chooses its platform, with or without a port", arguments: ["", ":443"])
    func vendorHosts(port: String) throws {
        let world = try World.shelf()
        #expect(try world.send(.get("/books").shelf().header("Host", Shelf.host + port)).status == 200)
        #expect(try world.send(.get("/").header("Host", Shelf.host + port)).status == 404)
    }

    @Test("a known path with another method is a 405 that says what is allowed")
    func methods() throws {
        let answer = try World.shelf().send(TestRequest("PATCH", "/books").shelf())
        #expect(answer.status == 405)
        #expect(answer.header("Allow") == "GET, HEAD, POST, OPTIONS")
    }

    @Test("a browser's preflight is answered before authentication")
    func preflight() throws {
        let answer = try World.shelf().send(
            TestRequest("OPTIONS", "/books").header("Origin", "https://app.example.test")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization"))
        #expect(answer.status == 204)
        #expect(answer.header("Access-Control-Allow-Origin") == "*")
        #expect(answer.header("Access-Control-Allow-Methods")?.contains("POST") == true)
        #expect(answer.header("Access-Control-Allow-Headers") == "authorization")
    }

    @Test("OPTIONS of a path that nothing has is a 404; of the server it names every method")
    func options() throws {
        let world = try World.shelf()
        #expect(try world.send(TestRequest("OPTIONS", "/nothing")).status == 404)
        #expect(try world.send(TestRequest("OPTIONS", "*")).header("Allow")?.contains("PATCH") == true)
    }

    @Test("the root answers a short index")
    func root() throws {
        let answer = try World.shelf().send(.get("/"))
        #expect(answer.status == 200)
        #expect(answer["platforms"] == ["shelf": "http://127.0.0.1:8484"])
    }

    @Test("the Date header follows the tenant's clock")
    func date() throws {
        let answer = try World.shelf().send(.get("/books").shelf())
        #expect(answer.header("Date") == "Thu, 01 Jan 2026 00:00:00 GMT")
    }
}
