// Tests of what a request asks for: unknown paths, methods, host names, preflights, the index.

import HTTP
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
        #expect(answer.header("Access-Control-Allow-Origin") == "https://app.example.test")
        #expect(answer.header("Access-Control-Allow-Credentials") == "true")
        #expect(answer.header("Vary") == "Origin")
        #expect(answer.header("Access-Control-Allow-Methods") == "GET, HEAD, POST, OPTIONS")
        #expect(answer.header("Access-Control-Allow-Headers") == "authorization")
        #expect(answer.header("Access-Control-Allow-Private-Network") == nil)
    }

    @Test("a preflight lets the request through that will be a 404 or 405, so that its page can read that")
    func preflightOfRefusal() throws {
        let world = try World.shelf()
        for (path, methods) in [("/books", "GET, HEAD, POST, OPTIONS, PATCH"), ("/nothing", "PATCH")] {
            let answer = try world.send(
                TestRequest("OPTIONS", path).header("Origin", "null")
                    .header("Access-Control-Request-Method", "PATCH")
                    .header("Access-Control-Request-Private-Network", "true"))
            #expect(answer.status == 204)
            #expect(answer.header("Access-Control-Allow-Origin") == "null")
            #expect(answer.header("Access-Control-Allow-Methods") == methods)
            #expect(answer.header("Access-Control-Allow-Headers") == "Authorization, Content-Type")
            #expect(answer.header("Access-Control-Allow-Private-Network") == "true")
        }
    }

    @Test("pages of any origin may read every answer with its headers, which are named; others get nothing for them")
    func crossOrigin() throws {
        let world = try World.shelf()
        for (request, status) in [
            (TestRequest.get("/books").shelf(), 200), (.get("/books"), 401), (.get("/nothing").shelf(), 404),
            (TestRequest("PATCH", "/books").shelf(), 405),
        ] {
            let answer = try world.send(request.header("Origin", "https://app.example.test:8080"))
            #expect(answer.status == status)
            #expect(answer.header("Access-Control-Allow-Origin") == "https://app.example.test:8080")
            #expect(answer.header("Access-Control-Allow-Credentials") == "true")
            #expect(answer.headers.all("Vary") == ["Origin"])
            let exposed = answer.header("Access-Control-Expose-Headers")?.split(separator: ", ").map(String.init) ?? []
            #expect(exposed.contains("X-Deepmock-Request"))
            #expect(exposed.contains("Allow") == (status == 405))
            #expect(!exposed.contains("*") && !exposed.contains("Content-Type"))
            let plain = try world.send(request)
            #expect(plain.headers.allSatisfy { !$0.name.hasPrefix("Access-Control-") && $0.name != "Vary" })
            // A published client reads headers by their position: the vendor's stay in front.
            #expect(answer.headers.prefix(2).map(\.name) == plain.headers.prefix(2).map(\.name))
        }
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
