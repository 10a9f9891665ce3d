// Tests of how requests find their tenant, and that tenants share nothing.

import Emulator
import JSON
import TestSupport
import Testing

@Suite("Tenancy")
struct TenancyTests {
    private let list = "/books"

    private func total(_ world: World, _ request: TestRequest) throws -> Int? {
        try world.send(request)["titles"]?.array?.count
    }

    private func addBook(_ world: World, key: String) throws {
        #expect(try world.send(.post(list, json: ["title": "Emma"]).shelf(key)).status == 201)
    }

    @Test("prefix, header, host label and credential all lead to the same tenant")
    func ways() throws {
        let world = try World.shelf()
        try addBook(world, key: "ci:full-key")
        #expect(try total(world, .get("/t/ci" + list).shelf("ci:full-key")) == 1)
        #expect(try total(world, .get(list).shelf("ci:full-key").header("X-Deepmock-Tenant", "ci")) == 1)
        #expect(try total(world, .get(list).shelf("ci:full-key").header("Host", "ci.localhost:8484")) == 1)
        #expect(try total(world, .get(list).shelf("ci:full-key")) == 1)
        #expect(try total(world, .get(list).shelf()) == 0)
    }

    @Test("a key spelled tenant:anything makes the tenant and belongs to it")
    func adoption() throws {
        let world = try World.shelf()
        try addBook(world, key: "w7:my own key")
        #expect(world.emulator.tenants["w7"] != nil)
        #expect(try total(world, .get(list).shelf("w7:my own key")) == 1)
        #expect(try total(world, .get(list).shelf("w7:another")) == 1)
    }

    @Test("a credential of one tenant is a 401 in another")
    func strangers() throws {
        let world = try World.shelf()
        #expect(try world.send(.get("/t/a" + list).shelf("b:full-key")).status == 401)
        #expect(try world.send(.get("/t/a" + list).shelf("full-key")).status == 401)
        #expect(try world.send(.get("/t/a" + list).shelf("a:full-key")).status == 200)
    }

    @Test("with strict tenants only the control plane makes them")
    func strict() throws {
        let world = try World.shelf(strictTenants: true)
        #expect(try world.send(.get(list).shelf("x:full-key")).status == 401)
        #expect(try world.send(.get("/t/x" + list).shelf("x:full-key")).status == 404)
        #expect(world.emulator.tenants["x"] == nil)
        try world.emulator.tenants.make("x", origin: world.emulator.tenants.policy.origin)
        #expect(try world.send(.get(list).shelf("x:full-key")).status == 200)
        #expect(try world.send(.get(list).shelf("x:else")).status == 401)
    }

    @Test(
        "a bad tenant name is a 404 in the platform's shape and makes nothing",
        arguments: ["Bad", "-x", "shelf", "a%2Fb"])
    func badNames(name: String) throws {
        let world = try World.shelf()
        let answer = try world.send(.get("/t/\(name)" + list).shelf())
        #expect(answer.status == 404)
        #expect(answer["code"] == "not_found")
        #expect(world.emulator.tenants.all.count == 1)
    }

    @Test("there are never more tenants than allowed")
    func bounded() throws {
        let world = try World.shelf(maximumTenants: 3)
        for name in ["a", "b"] { #expect(try world.send(.get(list).shelf("\(name):k")).status == 200) }
        #expect(try world.send(.get(list).shelf("c:k")).status == 409)
        #expect(world.emulator.tenants.all.count == 3)
    }

    @Test("links lead back to the tenant: by prefix unless the client's own ways do")
    func links() throws {
        let world = try World.shelf()
        func link(_ request: TestRequest) throws -> JSON? { try world.send(request)["self"] }
        #expect(try link(.get("/t/n" + list).shelf("n:k")) == "http://127.0.0.1:8484/t/n/books")
        #expect(try link(.get(list).shelf("n:k")) == "http://127.0.0.1:8484/books")
        #expect(try link(.get(list).shelf("n:k").header("Host", "n.localhost")) == "http://n.localhost/books")
        #expect(try link(.get(list).shelf()) == "http://127.0.0.1:8484/books")
        let other = try World.shelf(externalURL: "https://mock.example")
        #expect(try other.send(.get(list).shelf())["self"] == "https://mock.example/books")
    }

    @Test("ids of equal requests are equal for equal seeds, and differ between tenants")
    func determinism() throws {
        func run() throws -> [JSON?] {
            let world = try World.shelf(seed: 42)
            return try ["full-key", "a:k"].map {
                try world.send(.post(list, json: ["title": "Emma"]).shelf($0))["mark"]
            }
        }
        let first = try run()
        #expect(try run() == first)
        #expect(first[0] != first[1])
    }
}
