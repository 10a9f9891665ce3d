// Tests of the names that choose tenants and open the control plane.

import Emulator
import JSON
import TestSupport
import Testing

@Suite("Names")
struct NameTests {
    @Test(
        "tenant names are short, lower-case, and no platform",
        arguments: ["a", "0", "ci-42", String(repeating: "x", count: 40)])
    func valid(name: String) {
        #expect(TenantName.isWord(name))
    }

    @Test(
        "other texts are no tenant names",
        arguments: [
            "", "-a", "A", "a_b", "a.b", "ä", String(repeating: "x", count: 41), "a b", "a/b",
        ])
    func invalid(name: String) {
        #expect(!TenantName.isWord(name))
    }

    @Test("the platforms' ids would be taken for something else", arguments: ["deepva", "deepen-tools", "control"])
    func reserved(name: String) throws {
        let world = try World()
        #expect(try world.send(.post("/__admin/tenants", json: ["name": .string(name)])).status == 400)
        #expect(try world.send(.get("/t/\(name)/api/v1/jobs/").key()).status == 404)
    }

    @Test(
        "loopback authorities are recognised",
        arguments: [
            "localhost", "LOCALHOST:80", "ci.localhost:8484", "127.0.0.1", "127.1.2.3:1", "[::1]", "[::1]:8484",
        ])
    func loopback(authority: String) {
        #expect(LoopbackName.containsAuthority(authority))
    }

    @Test(
        "others are not",
        arguments: [
            "", "example.test", "127.0.0.1.example.test", "localhost.example.test", "127.0.0", "128.0.0.1", "[::2]",
            "[::1", "localhost:80:80", "localhost:x", "notlocalhost", "127.0.0.256",
        ])
    func foreign(authority: String) {
        #expect(!LoopbackName.containsAuthority(authority))
    }

    @Test("origins are pages of this machine only with a web scheme")
    func origins() {
        #expect(LoopbackName.containsOrigin("http://localhost:3000"))
        #expect(LoopbackName.containsOrigin("https://127.0.0.1"))
        #expect(!LoopbackName.containsOrigin("null"))
        #expect(!LoopbackName.containsOrigin("http://localhost.example.test"))
        #expect(!LoopbackName.containsOrigin("file://localhost"))
    }
}
