// Planned faults, as a client sees them.

import HTTP
import Server
import System
import Testing

@Suite struct FaultTests {
    private func answer(_ fault: WireFault, body: String = "0123456789") -> (Exchange) -> Void {
        { exchange in
            var response = TestServer.text(body)
            response.fault = fault
            exchange.send(response)
        }
    }

    private func received(_ fault: WireFault, body: String = "0123456789") throws -> (text: String, hasEnded: Bool) {
        let server = try TestServer()
        server.responder = answer(fault, body: body)
        let client = try server.client("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        server.wait { client.hasEnded || client.answers.count == 1 }
        let result = (String(decoding: client.received, as: UTF8.self), client.hasEnded)
        server.close()
        return result
    }

    @Test(
        "a reset and an empty answer end the connection without a byte",
        arguments: [WireFault(.reset), WireFault(.empty)])
    func endsSilently(fault: WireFault) throws {
        let result = try received(fault)
        #expect(result.text.isEmpty)
        #expect(result.hasEnded)
    }

    @Test("a cut answer promises its length and stops early")
    func cuts() throws {
        let result = try received(WireFault(.cut(after: 3)))
        #expect(result.text.contains("Content-Length: 10\r\n"))
        #expect(result.text.hasSuffix("\r\n\r\n012"))
        #expect(result.hasEnded)
    }

    @Test("a wrong length is wrong by what was asked for", arguments: [5, -5, -50])
    func lies(error: Int) throws {
        let server = try TestServer()
        server.responder = answer(WireFault(.wrongLength(by: error)))
        let client = try server.client("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        server.wait { client.hasEnded }
        let text = String(decoding: client.received, as: UTF8.self)
        #expect(text.contains("Content-Length: \(max(0, 10 + error))\r\n"))
        #expect(text.hasSuffix("0123456789"))
        server.close()
    }

    @Test(
        "a late answer is whole, and the connection goes on",
        arguments: [WireFault(delayMilliseconds: 30), WireFault(.slow(bytesPerSecond: 2000))])
    func delays(fault: WireFault) throws {
        let server = try TestServer()
        server.responder = answer(fault)
        let request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"
        let client = try server.client(request + request)
        server.wait { client.answers.count == 2 }
        #expect(client.answers.map(\.text) == ["0123456789", "0123456789"])
        server.close()
    }

    @Test(
        "a client that leaves while its answer waits or trickles leaves nothing behind",
        arguments: [WireFault(delayMilliseconds: 60_000), WireFault(.slow(bytesPerSecond: 1))])
    func forgetsTheGone(fault: WireFault) throws {
        let server = try TestServer()
        server.responder = answer(fault)
        let client = try server.client("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        server.wait { !server.requests.isEmpty }
        client.close()
        server.close()
    }

    @Test("an upload is cut after so many bytes")
    func cutsUploads() throws {
        let server = try TestServer()
        server.policy = { _ in BodyPolicy(cutAfter: 5) }
        let client = try server.client("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n0123")
        server.idle(milliseconds: 20)
        #expect(!client.hasEnded)
        client.send("456789")
        server.wait { client.hasEnded }
        #expect(client.received.isEmpty)
        #expect(server.requests.isEmpty)
        server.close()
    }
}
