// TLS on the server's port: the same requests, limits and ends as without.

import EventLoop
import HTTP
import Server
import System
import TLS
import TLSPeer
import Testing

@Suite("TLS on the port")
struct TLSTests {
    private static func get(_ target: String, _ more: String = "") -> String {
        "GET \(target) HTTP/1.1\r\nHost: test\r\n\(more)\r\n"
    }

    private func server(_ timeouts: Timeouts = Timeouts()) throws -> TestServer {
        let test = try TestServer(timeouts: timeouts)
        let now = SystemTime.wallMicroseconds() / 1_000_000
        var context: TLSContext?
        test.server?.makeTLS = {
            #expect(context == nil, "TLS is prepared once.")
            context = try? TLSContext(authority: .make(now: now)) { now }
            return context
        }
        return test
    }

    @Test("one port answers with and without TLS, and handlers learn which")
    func bothOnOnePort() throws {
        let test = try server()
        let plain = try test.client(Self.get("/plain"))
        test.wait { plain.answers.count == 1 }
        let secure = SecureClient(try test.client(), of: test)
        secure.send(Self.get("/a") + Self.get("/b"))
        secure.wait { $0.contains("ok /b") }
        #expect(secure.text.contains("ok /a"))
        #expect(test.framings.map(\.isSecure) == [false, true, true])
        test.close()
    }

    @Test("large bodies pass both ways", arguments: [TLSPeer.Options.tls12, TLSPeer.Options.tls13])
    func largeBodies(version: Int32) throws {
        let test = try server()
        let size = 3 << 20
        test.responder = { exchange in
            exchange.send(
                Response(status: 200, body: .bytes([UInt8](repeating: 7, count: exchange.request.body.count))))
        }
        let secure = SecureClient(try test.client(), of: test, .init(name: "localhost", version: version))
        secure.send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: \(size)\r\n\r\n")
        for _ in 0..<(size >> 16) { secure.send([UInt8](repeating: 1, count: 1 << 16)) }
        secure.wait { _ in secure.peer.received.count > size }
        #expect(secure.peer.received.suffix(size).allSatisfy { $0 == 7 })
        test.close()
    }

    @Test("a client that ends its half behind its request still gets the answer, and the end")
    func halfClosed() throws {
        let test = try server()
        let secure = SecureClient(try test.client(), of: test)
        secure.send(Self.get("/last"))
        secure.shutDown()
        secure.wait { _ in secure.peer.hasServerEnded }
        #expect(secure.text.contains("ok /last"))
        test.wait { test.server?.connectionCount == 0 }
        test.close()
    }

    @Test("the end of a connection is said inside of TLS, too")
    func end() throws {
        let test = try server()
        let secure = SecureClient(try test.client(), of: test)
        secure.send(Self.get("/", "Connection: close\r\n"))
        secure.wait { _ in secure.peer.hasServerEnded }
        test.close()
    }

    @Test("a hello that does not come in time ends the connection", arguments: [1, 5, 60])
    func slowHello(bytes: Int) throws {
        var timeouts = Timeouts()
        timeouts.headMilliseconds = 60
        let test = try server(timeouts)
        let client = try test.client()
        client.send(Array(TLSPeer(.init(name: "localhost")).takeOutput().prefix(bytes)))
        test.wait { client.hasEnded }
        #expect(client.answers.isEmpty)
        test.wait { test.server?.connectionCount == 0 }
        test.close()
    }

    @Test("after the handshake a client may rest as long as without TLS, and then meets the limit of heads")
    func limits() throws {
        var timeouts = Timeouts()
        timeouts.headMilliseconds = 60
        timeouts.idleMilliseconds = 400
        let test = try server(timeouts)
        let secure = SecureClient(try test.client(), of: test)
        test.idle(milliseconds: 150)
        secure.send("GET / HTTP/1.1\r\n")
        secure.wait { $0.contains(" 408 ") }
        test.close()
    }

    @Test("bytes that are no TLS after all end the connection alone")
    func nonsense() throws {
        let test = try server()
        let client = try test.client()
        client.send([22, 3, 1, 0, 5, 2, 0, 0, 1, 0])
        test.wait { client.hasEnded }
        let other = SecureClient(try test.client(), of: test)
        other.send(Self.get("/still"))
        other.wait { $0.contains("ok /still") }
        test.close()
    }

    @Test("a server without TLS takes a hello for what it is not")
    func withoutTLS() throws {
        let test = try TestServer()
        let client = try test.client()
        client.send(TLSPeer(.init(name: "localhost")).takeOutput() + Array("\r\n\r\n".utf8))
        test.wait { client.answers.first?.status == 400 }
        test.close()
    }
}
