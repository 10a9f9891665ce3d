// Tests of where links lead: to the scheme, host and port that the client used.

import HTTP
import JSON
import TestSupport
import Testing

@testable import Emulator

@Suite("Client's origin")
struct ClientOriginTests {
    private func base(
        _ headers: [(String, String)], target: String = "/api/v1/jobs/", isNear: Bool = true, isSecure: Bool = false
    ) throws -> String {
        var request = TestRequest.get(target).key()
        for (name, value) in headers { request = request.header(name, value) }
        let head = try request.build().head
        return try World().emulator.look(at: head, isFromThisMachine: isNear, isSecure: isSecure).links.base
    }

    @Test(
        "without a proxy links follow the Host header, and are https on the host names of the real services",
        arguments: [
            ("127.0.0.1:8484", "http://127.0.0.1:8484"), ("[::1]:8484", "http://[::1]:8484"),
            ("mock.test", "http://mock.test"), ("api.deepva.com", "https://api.deepva.com"),
            ("API.DeepVA.com", "https://API.DeepVA.com"), ("api.deepva.com:443", "https://api.deepva.com"),
            ("api.deepva.com:80", "https://api.deepva.com"), ("api.deepva.com:8484", "http://api.deepva.com:8484"),
        ])
    func host(host: String, base: String) throws {
        #expect(try self.base([("Host", host)]) == base)
    }

    @Test(
        "links are https for clients that came through TLS",
        arguments: [
            ("127.0.0.1:8484", "https://127.0.0.1:8484"), ("localhost:443", "https://localhost"),
            ("mock.test", "https://mock.test"), ("api.deepva.com", "https://api.deepva.com"),
            ("api.deepva.com:8484", "https://api.deepva.com:8484"),
        ])
    func secure(host: String, base: String) throws {
        #expect(try self.base([("Host", host)], isSecure: true) == base)
    }

    @Test(
        "a proxy on this machine says what its client used",
        arguments: [
            ([("X-Forwarded-Proto", "https")], "https://127.0.0.1:8484"),
            ([("x-forwarded-proto", "HTTPS"), ("X-Forwarded-Host", "mock.test")], "https://mock.test"),
            ([("X-Forwarded-Proto", "https, http"), ("X-Forwarded-Host", "a.test, b.test")], "https://a.test"),
            ([("X-Forwarded-Host", "a.test"), ("X-Forwarded-Port", "8080")], "http://a.test:8080"),
            (
                [("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "a.test"), ("X-Forwarded-Port", "443")],
                "https://a.test"
            ),
            ([("X-Forwarded-Host", "a.test:81"), ("X-Forwarded-Port", "8080")], "http://a.test:81"),
            ([("Host", "tools.deepen.ai"), ("X-Forwarded-Proto", "https")], "https://tools.deepen.ai"),
            ([("Host", "tools.deepen.ai"), ("X-Forwarded-Proto", "http")], "http://tools.deepen.ai"),
            ([("X-Forwarded-Host", "tools.deepen.ai")], "https://tools.deepen.ai"),
            ([("Forwarded", "for=192.0.2.1;proto=https;host=\"a.test:8443\", for=b")], "https://a.test:8443"),
            ([("Forwarded", "proto=https"), ("X-Forwarded-Proto", "http")], "https://127.0.0.1:8484"),
            ([("Forwarded", "host"), ("X-Forwarded-Host", "a.test")], "http://a.test"),
            ([("X-Forwarded-Proto", "gopher"), ("X-Forwarded-Host", "a b/../")], "http://127.0.0.1:8484"),
            ([("X-Forwarded-Host", "a.test"), ("X-Forwarded-Port", "99999")], "http://a.test"),
            ([("X-Forwarded-For", "192.0.2.1")], "http://127.0.0.1:8484"),
        ] as [([(String, String)], String)])
    func forwarded(headers: [(String, String)], base: String) throws {
        #expect(try self.base(headers) == base)
    }

    @Test("a proxy elsewhere is not believed")
    func distantProxies() throws {
        let headers = [
            ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "evil.test"), ("Forwarded", "host=evil.test"),
        ]
        #expect(try base(headers, isNear: false) == "http://127.0.0.1:8484")
    }

    @Test("a target in absolute form says scheme and host itself, whatever Host says")
    func absoluteTargets() throws {
        #expect(try base([("Host", "other.test")], target: "https://a.test/api/v1/jobs/") == "https://a.test")
        #expect(try base([("Host", "other.test")], target: "http://a.test:81/api/v1/jobs/") == "http://a.test:81")
        #expect(try base([], target: "http://api.deepva.com/api/v1/jobs/") == "https://api.deepva.com")
    }

    @Test("an external URL wins, a platform's own before the general one")
    func externalURLs() throws {
        let urls = ExternalURLs(general: "https://mock.test", byPlatform: ["deepva": "https://va.test/api"])
        let world = try World(externalURLs: urls)
        let made = try world.send(.post("/__admin/tenants", json: ["name": "n"]))
        func base(_ request: TestRequest) throws -> String {
            try world.emulator.look(at: request.header("X-Forwarded-Host", "a.test").build().head).links.base
        }
        #expect(try base(.get("/api/v1/jobs/").key()) == "https://va.test/api")
        #expect(try base(.get("/t/n/api/v1/jobs/").key("n:k")) == "https://va.test/api/t/n")
        #expect(try base(.get("/api/v2/clients/demo/datasets").bearer()) == "https://mock.test")
        #expect(made["base"] == "https://mock.test/t/n")
        #expect(made["platforms", "deepva"] == "https://va.test/api/t/n")
        #expect(made["platforms", "deepopinion"] == "https://mock.test/t/n")
        #expect(try world.send(.get("/"))["platforms", "deepva"] == "https://va.test/api")
        let studio = try World(externalURLs: ExternalURLs(byPlatform: ["deepopinion": "https://op.test"]))
        let index = try studio.send(.get("/"))
        #expect(index["platforms", "deepopinion"] == "https://op.test")
        #expect(index["platforms", "deepva"] == "http://127.0.0.1:8484")
        #expect(index["admin"] == "http://127.0.0.1:8484/__admin")
        let document = try world.send(.get("/__admin/contracts/deepva"))
        #expect(document["servers", 0, "url"] == "https://va.test/api")
    }

    @Test("a seed follows links of its answers, also those of a platform with an external URL of its own")
    func seeds() throws {
        let urls = ExternalURLs(byPlatform: ["deepen-tools": "https://tools.test"])
        #expect(try World(externalURLs: urls, hasDemoData: true).tenant.now.unixSeconds > 0)
    }
}
