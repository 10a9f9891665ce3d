// Tests of the names that choose tenants and open the control plane.

import Emulator
import Testing

@Suite("Names")
struct NameTests {
    @Test(
        "tenant names are short, lower-case, and no platform",
        arguments: ["a", "0", "ci-42", String(repeating: "x", count: 40)])
    func valid(name: String) {
        #expect(TenantName.isValid(name))
    }

    @Test(
        "other texts are no tenant names",
        arguments: [
            "", "-a", "A", "a_b", "a.b", "ä", "deepva", "control", String(repeating: "x", count: 41), "a b", "a/b",
        ])
    func invalid(name: String) {
        #expect(!TenantName.isValid(name))
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
