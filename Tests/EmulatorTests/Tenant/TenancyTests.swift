// Tests of how requests find their tenant, and that tenants share nothing.

import Emulator
import JSON
import TestSupport
import Testing

@Suite("Tenancy")
struct TenancyTests {
    private let list = "/api/v1/jobs/"

    private func total(_ world: World, _ request: TestRequest) throws -> Int? {
        try world.send(request)["total"]?.int
    }

    private func addJob(_ world: World, _ prefix: String = "", key: String) throws {
        let answer = try world.send(
            .post(
                prefix + list, json: ["sources": ["http://example.test/a.jpg"], "modules": ["face_recognition": [:]]]
            )
            .key(key))
        #expect(answer.status == 201)
    }

    @Test("prefix, header, host label and credential all lead to the same tenant")
    func ways() throws {
        let world = try World()
        try addJob(world, key: "ci:demo-key")
        #expect(try total(world, .get("/t/ci" + list).key("ci:demo-key")) == 1)
        #expect(try total(world, .get(list).key("ci:demo-key").header("X-Deepmock-Tenant", "ci")) == 1)
        #expect(try total(world, .get(list).key("ci:demo-key").header("Host", "ci.localhost:8484")) == 1)
        #expect(try total(world, .get(list).key("ci:demo-key")) == 1)
        #expect(try total(world, .get(list).key()) == 0)
    }

    @Test("a key spelled tenant:anything makes the tenant and belongs to it")
    func adoption() throws {
        let world = try World()
        try addJob(world, key: "w7:my own key")
        #expect(world.emulator.tenants["w7"] != nil)
        #expect(try total(world, .get(list).key("w7:my own key")) == 1)
        #expect(try total(world, .get(list).key("w7:another")) == 1)
    }

    @Test("a credential of one tenant is a 401 in another")
    func strangers() throws {
        let world = try World()
        #expect(try world.send(.get("/t/a" + list).key("b:demo-key")).status == 401)
        #expect(try world.send(.get("/t/a" + list).key("demo-key")).status == 401)
        #expect(try world.send(.get("/t/a" + list).key("a:demo-key")).status == 200)
    }

    @Test("with strict tenants only the control plane makes them")
    func strict() throws {
        let world = try World(strictTenants: true)
        #expect(try world.send(.get(list).key("x:demo-key")).status == 401)
        #expect(try world.send(.get("/t/x" + list).key("x:demo-key")).status == 404)
        #expect(world.emulator.tenants["x"] == nil)
        #expect(try world.send(.post("/__admin/tenants", json: ["name": "x"])).status == 201)
        #expect(try world.send(.get(list).key("x:demo-key")).status == 200)
        #expect(try world.send(.get(list).key("x:else")).status == 401)
    }

    @Test(
        "a bad tenant name is a 404 in the platform's shape and makes nothing",
        arguments: ["Bad", "-x", "deepva", "a%2Fb"])
    func badNames(name: String) throws {
        let world = try World()
        let answer = try world.send(.get("/t/\(name)" + list).key())
        #expect(answer.status == 404)
        #expect(answer["message"]?.string != nil)
        #expect(world.emulator.tenants.all.count == 1)
    }

    @Test("there are never more tenants than allowed")
    func bounded() throws {
        let world = try World(maximumTenants: 3)
        for name in ["a", "b"] { #expect(try world.send(.get(list).key("\(name):k")).status == 200) }
        #expect(try world.send(.get(list).key("c:k")).status == 409)
        #expect(world.emulator.tenants.all.count == 3)
    }

    @Test("links lead back to the tenant: by prefix unless the client's own ways do")
    func links() throws {
        let world = try World()
        func link(_ request: TestRequest) throws -> String? {
            try world.send(request)["result", "detailed_link"]?.string
        }
        let body: JSON = ["sources": ["http://example.test/a.jpg"], "modules": ["face_recognition": [:]]]
        #expect(
            try link(.post("/t/n" + list, json: body).key("n:k"))?.hasPrefix("http://127.0.0.1:8484/t/n/v1/jobs/")
                == true)
        #expect(try link(.post(list, json: body).key("n:k"))?.hasPrefix("http://127.0.0.1:8484/v1/jobs/") == true)
        #expect(
            try link(.post(list, json: body).key("n:k").header("Host", "n.localhost"))?
                .hasPrefix("http://n.localhost/v1/jobs/") == true)
        #expect(try link(.post(list, json: body).key())?.hasPrefix("http://127.0.0.1:8484/v1/jobs/") == true)
    }

    @Test("ids of equal requests are equal for equal seeds, and differ between tenants")
    func determinism() throws {
        func run() throws -> [String] {
            let world = try World(seed: 42)
            var ids: [String] = []
            for key in ["demo-key", "a:k"] {
                let answer = try world.send(
                    .post(list, json: ["sources": ["http://example.test/a.jpg"], "modules": ["face_recognition": [:]]])
                        .key(key))
                ids.append(answer.text)
            }
            return ids
        }
        let first = try run()
        #expect(try run() == first)
        #expect(first[0] != first[1])
    }
}
