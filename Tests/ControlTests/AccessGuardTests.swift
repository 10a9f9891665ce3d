// Tests of who may use the control plane.

import Emulator
import JSON
import TestSupport
import Testing

@Suite("Control: access")
struct AccessGuardTests {
    @Test("pages of other origins are refused, whatever they ask")
    func origins() throws {
        let world = try World()
        let answer = try world.send(.get("/__admin/clock").header("Origin", "https://evil.example.test"))
        #expect(answer.status == 403)
        #expect(try world.send(.get("/__admin/clock").header("Origin", "http://localhost:3000")).status == 200)
        #expect(try world.send(.post("/__admin/reset").header("Origin", "null")).status == 403)
    }

    @Test("every Origin line counts, not the first alone")
    func severalOrigins() throws {
        let world = try World()
        let answer = try world.send(
            .get("/__admin/clock").header("Origin", "http://localhost:3000")
                .header("Origin", "https://evil.example.test"))
        #expect(answer.status == 403)
        #expect(answer.header("Access-Control-Allow-Origin") == nil)
    }

    @Test("a webhook that a client points at the control plane is refused, with the token, too; sinks take it")
    func ownWebhooks() throws {
        for token in ["let-me-in", nil] {
            let world = try World(adminToken: token)
            func deliver(_ path: String) throws -> Int {
                let request = TestRequest.post(path, json: ["event": "on_completed"]).header("X-Deepmock-Delivery", "7")
                return try world.send(token.map { request.bearer($0) } ?? request).status
            }
            #expect(try deliver("/__admin/reset") == 403)
            #expect(try deliver("/t/other/__admin/seeds") == 403)
            #expect(world.emulator.tenants["other"] == nil)
            #expect(try deliver("/__admin/sink/mine") == 200)
        }
    }

    @Test(
        "a page of another machine makes no tenants, and may use those that there are",
        arguments: [
            TestRequest.get("/t/unborn/api/v1/jobs/").key("unborn:demo-key"),
            .get("/api/v1/jobs/").key("unborn:anything"),
            .get("/api/v1/jobs/").key("unborn:demo-key").header("X-Deepmock-Tenant", "unborn"),
            .get("/api/v1/jobs/").key("unborn:demo-key").header("Host", "unborn.localhost"),
        ])
    func foreignPages(request: TestRequest) throws {
        let world = try World()
        let foreign = request.header("Origin", "https://evil.example.test")
        let refused = try world.send(foreign)
        #expect(refused.status == 403)
        #expect(refused["message"] != nil)
        #expect(world.emulator.tenants["unborn"] == nil)
        #expect(try world.send(request.header("Origin", "http://localhost:5173")).status == 200)
        #expect(try world.send(foreign).status == 200)
    }

    @Test("names that are not local are refused, so that rebinding a name gains nothing")
    func hosts() throws {
        let world = try World()
        #expect(try world.send(.get("/__admin/clock").header("Host", "rebound.example.test")).status == 403)
        #expect(try world.send(.get("/__admin/clock").header("Host", "127.0.0.1.example.test:8484")).status == 403)
        #expect(try world.send(.get("/__admin/clock").header("Host", "ci.localhost:8484")).status == 200)
    }

    @Test(
        "who is refused makes no tenant and moves no clock",
        arguments: [
            TestRequest.get("/t/unborn/__admin/clock"),
            .get("/__admin/clock").header("X-Deepmock-Tenant", "unborn"),
            .post("/t/unborn/__admin/reset").header("Host", "rebound.example.test"),
            .get("/__admin/clock"), .post("/__admin/reset").bearer("wrong"),
        ])
    func leavesNoTrace(request: TestRequest) throws {
        for (token, status) in [("let-me-in", 401), (nil, 403)] {
            let world = try World(clock: .stepping, adminToken: token)
            let before = world.tenant.now
            let answer = try world.send(request.header("Origin", "https://evil.example.test"))
            #expect(answer.status == status)
            #expect(world.emulator.tenants["unborn"] == nil)
            #expect(world.tenant.now == before)
            #expect(world.tenant.journal.total == 1)
        }
    }

    @Test("a preflight from another origin gets no permission")
    func preflight() throws {
        let answer = try World().send(
            TestRequest("OPTIONS", "/__admin/reset").header("Origin", "https://evil.example.test")
                .header("Access-Control-Request-Method", "POST"))
        #expect(answer.headers.allSatisfy { !$0.name.hasPrefix("Access-Control-") })
        #expect(answer.header("Vary") == "Origin")
    }

    @Test("pages of this machine may read the control plane with credentials, others only where all need the token")
    func crossOrigin() throws {
        for (origin, token, allowed, credentials) in [
            ("http://localhost:3000", nil, true, true), ("https://[::1]", "t", true, true),
            ("https://ui.example.test", nil, false, false), ("https://ui.example.test", "t", true, false),
        ] as [(String, String?, Bool, Bool)] {
            let world = try World(adminToken: token)
            let preflight = TestRequest("OPTIONS", "/__admin/clock").header("Access-Control-Request-Method", "PUT")
                .header("Access-Control-Request-Private-Network", "true")
            for request in [TestRequest.get("/__admin/clock").bearer("t"), preflight] {
                let answer = try world.send(request.header("Origin", origin))
                #expect(answer.header("Access-Control-Allow-Origin") == (allowed ? origin : nil))
                #expect(answer.header("Access-Control-Allow-Credentials") == (credentials ? "true" : nil))
            }
            let answer = try world.send(preflight.header("Origin", origin))
            #expect(answer.header("Access-Control-Allow-Private-Network") == (allowed ? "true" : nil))
        }
    }

    @Test("with an admin token every operation but health, keys and sinks asks for it, from any name")
    func token() throws {
        let world = try World(adminToken: "let-me-in")
        #expect(try world.send(.get("/__admin/clock")).status == 401)
        #expect(try world.send(.get("/__admin/clock").bearer("let-me-on")).status == 401)
        #expect(
            try world.send(.get("/__admin/clock").bearer("let-me-in").header("Host", "deepmock:8484")).status == 200)
        for path in ["/__admin/health", "/__admin/keys"] {
            #expect(try world.send(.get(path).header("Host", "deepmock:8484")).status == 200)
        }
    }
}
