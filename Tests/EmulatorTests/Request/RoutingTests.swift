// Tests of what a request is for: platforms by path and by host, unknown paths, methods, preflights.

import Emulator
import TestSupport
import Testing

@Suite("Routing")
struct RoutingTests {
    @Test(
        "an unknown path is a 404 in the dialect of the platform that its prefix belongs to",
        arguments: [
            ("/api/v2/external/nothing", "detail"), ("/api/v1/nothing/", "message"), ("/v1/nothing", "message"),
            ("/api/v2/nothing", "detail"), ("/upload/x", "detail"), ("/nothing", "status"),
            ("/__admin/nothing", "error"),
        ])
    func unknown(path: String, member: String) throws {
        let answer = try World().send(.get(path).key())
        #expect(answer.status == 404)
        #expect(answer.json.object?.keys.contains(member) == true)
    }

    @Test("a vendor's host name chooses its platform whatever the path")
    func vendorHosts() throws {
        let world = try World()
        #expect(try world.send(.get("/nothing").header("Host", "api.deepva.com"))["message"] != nil)
        #expect(try world.send(.get("/nothing").header("Host", "tools.calibrate.deepen.ai"))["detail"] != nil)
        #expect(try world.send(.get("/api/v1/jobs/").header("Host", "api.deepopinion.ai")).status == 404)
        #expect(try world.send(.get("/api/v1/jobs/").key().header("Host", "api.deepva.com:443")).status == 200)
    }

    @Test("a known path with another method is a 405 that says what is allowed")
    func methods() throws {
        let answer = try World().send(TestRequest("PATCH", "/api/v1/jobs/").key())
        #expect(answer.status == 405)
        #expect(answer.header("Allow")?.contains("POST") == true)
    }

    @Test("a browser's preflight is answered before authentication")
    func preflight() throws {
        let answer = try World().send(
            TestRequest("OPTIONS", "/api/v1/jobs/").header("Origin", "https://app.example.test")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization"))
        #expect(answer.status == 204)
        #expect(answer.header("Access-Control-Allow-Origin") == "*")
        #expect(answer.header("Access-Control-Allow-Methods")?.contains("POST") == true)
        #expect(answer.header("Access-Control-Allow-Headers") == "authorization")
    }

    @Test("the root answers a short index")
    func root() throws {
        let answer = try World().send(.get("/"))
        #expect(answer.status == 200)
        #expect(answer["platforms", "deepva"] != nil)
    }

    @Test("our own headers come last, after the vendor's")
    func headerOrder() throws {
        let names = try World().send(.get("/api/v2/external/clients/demo/calibration_groups").bearer()).headers.map(
            \.name)
        #expect(names.prefix(3) == ["Server", "Date", "Content-Type"])
        #expect(names.suffix(3) == ["X-Deepmock-Operation", "X-Deepmock-Evidence", "X-Deepmock-Request"])
    }

    @Test("the Date header follows the tenant's clock")
    func date() throws {
        let answer = try World().send(.get("/api/v1/jobs/").key())
        #expect(answer.header("Date") == "Thu, 01 Jan 2026 00:00:00 GMT")
    }
}
