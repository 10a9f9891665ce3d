// CONNECT: tunnels that end here, that lead on, and that are refused.

import EventLoop
import HTTP
import Server
import System
import TLS
import TLSPeer
import Testing

@Suite("Tunnels")
struct TunnelTests {
    private static func connect(_ authority: String) -> String {
        "CONNECT \(authority) HTTP/1.1\r\nHost: \(authority)\r\n\r\n"
    }
    private static let established = "HTTP/1.1 200 Connection Established\r\n\r\n"

    private func server(_ decision: TunnelDecision) throws -> TestServer {
        let test = try TestServer()
        let now = SystemTime.wallMicroseconds() / 1_000_000
        test.server?.makeTLS = { try? TLSContext(authority: .make(now: now)) { now } }
        test.tunnelDecision = { _ in decision }
        return test
    }

    private func text(_ client: Client) -> String { String(decoding: client.received, as: UTF8.self) }

    @Test("inside of a tunnel that ends here TLS is spoken, in the name of its host")
    func here() throws {
        let test = try server(.here)
        let client = try test.client(Self.connect("192.0.2.8:443"))
        test.wait { text(client) == Self.established }
        let secure = SecureClient(client, of: test, .init())
        #expect(secure.peer.certificate?.extensions.contains("192.0.2.8") == true)
        secure.send("GET /in HTTP/1.1\r\nHost: test\r\n\r\n")
        secure.wait { $0.contains("ok /in") }
        test.close()
    }

    @Test("a tunnel may hold plain HTTP, also right behind the request for it")
    func plainInside() throws {
        let test = try server(.here)
        let client = try test.client(Self.connect("api.deepva.com:80") + "GET /in HTTP/1.1\r\nHost: test\r\n\r\n")
        test.wait { text(client).contains("ok /in") }
        #expect(text(client).hasPrefix(Self.established))
        #expect(test.framings.map(\.isSecure) == [false])
        test.close()
    }

    @Test("a tunnel in a tunnel is refused")
    func nested() throws {
        let test = try server(.here)
        let client = try test.client(Self.connect("a.test:443") + Self.connect("b.test:443"))
        test.wait { text(client).contains(" 400 ") }
        test.close()
    }

    @Test("a refusal is an answer, and the connection ends")
    func refused() throws {
        let test = try server(.refused(TestServer.text("no", status: 403)))
        let client = try test.client(Self.connect("example.test:443"))
        test.wait { client.hasEnded }
        #expect(client.answers.map(\.status) == [403])
        test.close()
    }

    @Test("a tunnel that leads on passes bytes both ways, and each side can end its half")
    func onward() throws {
        let test = try server(.refused(TestServer.text("no", status: 403)))
        test.tunnelDecision = { [port = test.port] _ in .onward(host: "127.0.0.1", port: port, mayBePrivate: true) }
        let client = try test.client(Self.connect("far.test:1"))
        test.wait { text(client) == Self.established }
        let body = String(repeating: "x", count: 2 << 20)
        client.send(
            "POST /far HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body
        )
        client.stream.shutDown()
        test.wait { client.hasEnded }
        #expect(text(client).hasSuffix("ok /far"))
        #expect(test.requests.last?.body.count == body.utf8.count)
        test.wait { test.server?.connectionCount == 0 }
        test.close()
    }

    @Test("a request for an absolute URL is passed on with its body, without what was for the proxy")
    func absolute() throws {
        let test = try server(.refused(TestServer.text("no", status: 403)))
        test.forwardDecision = { [port = test.port] head in
            head.target.authority == "far.test" ? .onward(host: "127.0.0.1", port: port, mayBePrivate: true) : nil
        }
        let body = String(repeating: "x", count: 1 << 20)
        let client = try test.client(
            "POST http://far.test/far?a=b HTTP/1.1\r\nHost: other\r\nProxy-Authorization: Basic x\r\nX-Own: 1\r\nX-Hop: 2\r\n"
                + "Connection: keep-alive, X-Hop, Content-Length\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body)
        test.wait { client.hasEnded }
        #expect(client.answers.map(\.status) == [200])
        let passed = try #require(test.requests.last)
        #expect(passed.head.target.raw == "/far?a=b" && passed.body.count == body.utf8.count)
        let headers = passed.head.headers.pairs.map { "\($0.name): \($0.value)" }
        #expect(
            headers == [
                "Host: far.test", "X-Own: 1", "Content-Length: \(body.utf8.count)", "Via: 1.1 deepmock",
                "Connection: close",
            ])
        client.stream.shutDown()
        test.wait { test.server?.connectionCount == 0 }
        test.close()
    }

    @Test("a host that cannot be reached is a 502, and every other absolute URL is answered here")
    func absoluteElsewhere() throws {
        let test = try server(.refused(TestServer.text("no", status: 403)))
        test.forwardDecision = { head in
            head.target.authority == "far.test" ? .onward(host: "10.0.0.1", port: 80, mayBePrivate: false) : nil
        }
        let far = try test.client("GET http://far.test/ HTTP/1.1\r\nHost: far.test\r\n\r\n")
        test.wait { far.hasEnded }
        #expect(far.answers.map(\.status) == [502])
        let near = try test.client(
            "GET http://near.test/here HTTP/1.1\r\nHost: near.test\r\nConnection: close\r\n\r\n")
        test.wait { near.hasEnded }
        #expect(near.answers.map(\.status) == [200])
        test.close()
    }

    @Test(
        "a name that leads to this machine or a private network is not followed",
        arguments: ["127.0.0.1", "10.0.0.1", "::1", "169.254.1.1", "fd00::1", "::ffff:192.168.0.1"])
    func notIntoPrivateNetworks(address: String) throws {
        let test = try server(.onward(host: address, port: 9, mayBePrivate: false))
        let client = try test.client(Self.connect("far.test:9"))
        test.wait { client.hasEnded }
        #expect(client.answers.map(\.status) == [502])
        test.close()
    }

    @Test("a tunnel in which nothing passes is closed")
    func idle() throws {
        var timeouts = Timeouts()
        timeouts.tunnelMilliseconds = 60
        let test = try TestServer(timeouts: timeouts)
        test.tunnelDecision = { [port = test.port] _ in .onward(host: "127.0.0.1", port: port, mayBePrivate: true) }
        let client = try test.client(Self.connect("far.test:1"))
        test.wait { client.hasEnded }
        #expect(text(client) == Self.established)
        test.close()
    }

    @Test(
        "CONNECT needs a host and a port, and no body",
        arguments: [
            "CONNECT /a HTTP/1.1\r\nHost: a\r\n\r\n",
            "CONNECT a.test:1 HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx",
        ])
    func malformed(text: String) throws {
        let test = try server(.here)
        let client = try test.client(text)
        test.wait { client.answers.first?.status == 400 }
        test.close()
    }
}
