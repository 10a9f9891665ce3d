// The server as a forward proxy: for whom it answers, where it leads, and what it notes.

import HTTP
import TestSupport
import Testing

@testable import Emulator

@Suite("Forward proxy")
struct ForwardProxyTests {
    private func head(_ authority: String, _ headers: String = "") throws -> RequestHead {
        var reader = RequestReader(limits: WireLimits())
        reader.append(Array("CONNECT \(authority) HTTP/1.1\r\nHost: \(authority)\r\n\(headers)\r\n".utf8))
        guard case .head(let head, _)? = try reader.next() else { throw Missing() }
        return head
    }

    private struct Missing: Error {}

    @Test(
        "a tunnel to an emulated service or to this machine ends here",
        arguments: [
            "api.deepva.com:443", "TOOLS.deepen.ai:80", "localhost:443", "worker-1.localhost:443", "127.0.0.1:8484",
            "[::1]:443",
        ])
    func here(authority: String) throws {
        let world = try World()
        guard case .here = world.emulator.answer(toConnect: try head(authority)) else {
            Issue.record("\(authority) was refused")
            return
        }
        #expect(world.emulator.tenants.main.foreignHosts.hosts.isEmpty)
    }

    @Test("any other host is refused with a sentence, and noted for the tenant that the client names")
    func unexpected() throws {
        let world = try World()
        let other = try world.emulator.tenants.make("other", origin: world.emulator.tenants.policy.origin)
        for (host, headers) in [
            ("example.test:443", ""), ("Example.test:443", ""), ("db.test:5432", "X-Deepmock-Tenant: other\r\n"),
            ("db.test:5432", "Proxy-Authorization: Basic b3RoZXI6eA==\r\n"),
        ] {
            guard case .refused(let response) = world.emulator.answer(toConnect: try head(host, headers)) else {
                Issue.record("\(host) was not refused")
                continue
            }
            #expect(response.status == 403)
        }
        let noted = world.emulator.tenants.main.foreignHosts.hosts
        #expect(noted.map(\.name) == ["example.test:443"] && noted.map(\.count) == [2])
        #expect(other.foreignHosts.hosts.map(\.count) == [2])
    }

    @Test("a request in absolute form for an unexpected host is refused and noted, one for a service is answered")
    func absoluteForm() throws {
        let world = try World()
        let refused = try world.send(.get("http://example.test/api/v1/jobs/").key())
        #expect(refused.status == 403)
        #expect(world.emulator.tenants.main.foreignHosts.hosts.map(\.name) == ["example.test"])
        #expect(try world.send(.get("http://api.deepva.com/api/v1/jobs/").key()).status == 200)
        #expect(try world.send(.get("https://api.deepva.com/api/v1/jobs/").key()).status == 200)
    }
}
