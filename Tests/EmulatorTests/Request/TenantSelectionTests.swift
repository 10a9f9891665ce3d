// Tests of the pure choice of a tenant: what wins over what.

import HTTP
import TestSupport
import Testing

@testable import Emulator

@Suite("Tenant selection")
struct TenantSelectionTests {
    private func choose(_ world: World, _ request: TestRequest) throws -> TenantSelection {
        world.emulator.look(at: try request.build().head).selection
    }

    @Test("the first that names a tenant wins: prefix, header, host, credential, default")
    func order() throws {
        let world = try World.shelf()
        var request = TestRequest.get("/books")
        #expect(try choose(world, request).reason == .fallback)
        request = request.shelf("d:key")
        #expect(try choose(world, request).name == "d")
        #expect(try choose(world, request).reason == .credential)
        request = request.header("Host", "c.localhost:8484")
        #expect(try choose(world, request).name == "c")
        #expect(try choose(world, request).reason == .host)
        request = request.header("X-Deepmock-Tenant", "b")
        #expect(try choose(world, request).name == "b")
        #expect(try choose(world, request).reason == .header)
        let prefixed = TestRequest.get("/t/a/books").shelf("d:key").header("X-Deepmock-Tenant", "b")
        #expect(try choose(world, prefixed).name == "a")
        #expect(try choose(world, prefixed).reason == .prefix)
    }

    @Test("a credential belongs to the tenant that knows it; a word before a colon is no tenant unless it may be one")
    func credentials() throws {
        let world = try World.shelf()
        #expect(try choose(world, .get("/books").shelf("full-key")).name == "default")
        #expect(try choose(world, .get("/books").shelf("full-key")).reason == .credential)
        for secret in ["Upper:key", "shelf:key", ":key", "unknown"] {
            #expect(try choose(world, .get("/books").shelf(secret)).reason == .fallback, "\(secret)")
        }
    }

    @Test("where tenants are strict a credential chooses none that does not know it")
    func strict() throws {
        let world = try World.shelf(strictTenants: true)
        #expect(try choose(world, .get("/books").shelf("new:key")).reason == .fallback)
    }
}
