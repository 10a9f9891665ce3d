// Listening on several addresses with one port, and what a connection says about its peer.

import EventLoop
import HTTP
import Server
import Testing

@Suite("Listening")
struct ListeningTests {
    private func server(_ loop: Loop, _ handler: any RequestHandler) -> HTTPServer {
        HTTPServer(
            loop: loop, limits: WireLimits(), timeouts: Timeouts(), temporaryDirectory: "/tmp", handler: handler)
    }

    @Test("one port is listened to on every address")
    func everyAddress() throws {
        let test = try TestServer()
        let server = server(test.loop, test)
        let port = try server.listen(on: ["127.0.0.1", "127.0.0.2"], port: 0)
        for host in ["127.0.0.1", "127.0.0.2"] {
            var stream: EventLoop.Stream?
            let connector = Connector(loop: test.loop, host: host, port: port) { stream = try? $0.get() }
            test.wait { stream != nil }
            _ = connector
            stream?.close()
        }
        var isDrained = false
        server.drain(deadlineMilliseconds: 0) { isDrained = true }
        test.wait { isDrained }
        test.close()
    }

    @Test("an address that the machine does not have is passed over, unless it is the only one")
    func missingAddresses() throws {
        let test = try TestServer()
        let server = server(test.loop, test)
        #expect(throws: LoopError.self) { try server.listen(on: ["203.0.113.1"], port: 0) }
        #expect(try server.listen(on: ["203.0.113.1", "127.0.0.1"], port: 0) > 0)
        var isDrained = false
        server.drain(deadlineMilliseconds: 0) { isDrained = true }
        test.wait { isDrained }
        test.close()
    }

    @Test("a port that one of the addresses does not have free is refused, and none stays open")
    func takenPort() throws {
        let test = try TestServer()
        let server = server(test.loop, test)
        #expect {
            try server.listen(on: ["127.0.0.2", "127.0.0.1"], port: test.port)
        } throws: {
            ($0 as? LoopError)?.isAddressInUse == true
        }
        var isRefused = false
        let connector = Connector(loop: test.loop, host: "127.0.0.2", port: test.port) {
            if case .failure(let error) = $0 { isRefused = error.isConnectionRefused }
        }
        test.wait { isRefused }
        _ = connector
        var isDrained = false
        server.drain(deadlineMilliseconds: 0) { isDrained = true }
        test.wait { isDrained }
        test.close()
    }

    @Test("a connection from this machine is known as one")
    func nearPeers() throws {
        let test = try TestServer()
        _ = try test.client("GET / HTTP/1.1\r\nHost: test\r\n\r\n")
        test.wait { !test.framings.isEmpty }
        #expect(test.framings[0].isFromThisMachine)
        test.close()
    }
}
