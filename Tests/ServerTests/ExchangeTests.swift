// The order of requests and answers on one connection.

import EventLoop
import HTTP
import Server
import Testing

@Suite("Exchange")
struct ExchangeTests {
    private static func get(_ target: String, _ more: String = "") -> String {
        "GET \(target) HTTP/1.1\r\nHost: test\r\n\(more)\r\n"
    }

    @Test("a head that arrives byte by byte is a request like any other")
    func byteByByte() throws {
        let test = try TestServer()
        let client = try test.client()
        for byte in Self.get("/slow").utf8 {
            client.send([byte])
            test.loop.runOnce(waiting: false)
        }
        test.wait { client.answers.count == 1 }
        #expect(client.answers[0].text == "ok /slow")
        #expect(client.answers[0].headers["connection"] == nil)
        test.close()
    }

    @Test("pipelined requests are answered in order, one at a time, however late the handler is")
    func pipelining() throws {
        let test = try TestServer()
        var open: [Exchange] = []
        test.responder = { open.append($0) }
        let client = try test.client((1...5).map { Self.get("/\($0)") }.joined())
        for number in 1...5 {
            test.wait { !open.isEmpty }
            #expect(open.count == 1)
            let exchange = open.removeFirst()
            #expect(exchange.isOpen)
            exchange.send(TestServer.text("answer \(number)"))
            #expect(!exchange.isOpen)
        }
        test.wait { client.answers.count == 5 }
        #expect(client.answers.map(\.text) == (1...5).map { "answer \($0)" })
        test.close()
    }

    @Test("answers that are held until the loop would sleep leave without any other event")
    func heldReplies() throws {
        let test = try TestServer()
        var held: [Exchange] = []
        test.responder = { held.append($0) }
        var turns = 0
        test.loop.onPrepare = {
            turns += 1
            let released = held
            held = []
            for exchange in released { exchange.send(TestServer.text(exchange.request.head.target.raw)) }
        }
        let client = try test.client((0..<10).map { Self.get("/\($0)") }.joined())
        turns = 0
        test.wait { client.answers.count == 10 }
        #expect(client.answers.map(\.text) == (0..<10).map { "/\($0)" })
        #expect(turns < 40)
        test.close()
    }

    @Test("a peer that shuts down its side behind its requests still gets every answer")
    func halfClosed() throws {
        let test = try TestServer()
        var held: [Exchange] = []
        test.responder = { held.append($0) }
        // Released just before the loop looks at its sockets: the end of the peer's side comes between two requests.
        test.loop.onPrepare = {
            let released = held
            held = []
            for exchange in released { exchange.send(TestServer.text(exchange.request.head.target.raw)) }
        }
        let client = try test.client((0..<5).map { Self.get("/\($0)") }.joined())
        client.stream.shutDown()
        test.wait { client.hasEnded }
        #expect(client.answers.map(\.text) == (0..<5).map { "/\($0)" })
        test.close()
    }

    @Test("sending twice, or after the peer has gone, does nothing")
    func sendTwice() throws {
        let test = try TestServer()
        var kept: Exchange?
        test.responder = { kept = $0 }
        let client = try test.client(Self.get("/1"))
        test.wait { kept != nil }
        kept?.send(TestServer.text("first"))
        kept?.send(TestServer.text("second"))
        test.wait { client.answers.count == 1 }
        #expect(client.answers[0].text == "first")
        kept = nil
        client.send(Self.get("/2"))
        test.wait { kept != nil }
        // Unread input makes the close a reset, which cannot be taken for a half-closed peer.
        client.stream.stopReading()
        test.server?.drain(deadlineMilliseconds: 0) {}
        test.wait { kept?.isOpen == false }
        kept?.send(TestServer.text("late"))
        test.closeAfterDrain()
    }

    @Test("HEAD is answered with the length and without the body")
    func head() throws {
        let test = try TestServer()
        let client = try test.client()
        client.isHead = true
        client.send("HEAD /x HTTP/1.1\r\nHost: test\r\n\r\nHEAD /y HTTP/1.1\r\nHost: test\r\n\r\n")
        test.wait { client.answers.count == 2 }
        #expect(client.answers.map { $0.headers["content-length"] } == ["5", "5"])
        #expect(client.received.suffix(4) == [13, 10, 13, 10])
        test.close()
    }

    @Test("204 and 304 have neither body nor length", arguments: [204, 304])
    func noBody(status: Int) throws {
        let test = try TestServer()
        test.responder = { $0.send(TestServer.text("must not leave", status: status)) }
        let client = try test.client(Self.get("/1") + Self.get("/2"))
        test.wait { client.answers.count == 2 }
        #expect(client.answers.allSatisfy { $0.status == status && $0.headers["content-length"] == nil })
        test.close()
    }

    @Test(
        "the connection stays open or is closed as version and Connection header say",
        arguments: [
            ("HTTP/1.1", "", true), ("HTTP/1.1", "Connection: close\r\n", false), ("HTTP/1.0", "", false),
            ("HTTP/1.0", "Connection: keep-alive\r\n", true),
        ])
    func keepAlive(version: String, header: String, stays: Bool) throws {
        let test = try TestServer()
        let client = try test.client("GET /1 \(version)\r\nHost: test\r\n\(header)\r\n")
        test.wait { client.answers.count == 1 }
        #expect(
            client.answers[0].headers["connection"] == (stays ? (version == "HTTP/1.0" ? "keep-alive" : nil) : "close"))
        if stays {
            client.send(Self.get("/2"))
            test.wait { client.answers.count == 2 }
            #expect(!client.hasEnded)
        } else {
            test.wait { client.hasEnded }
        }
        test.close()
    }

    @Test("a client that shuts down its side after its requests gets every answer, then the end")
    func halfClose() throws {
        let test = try TestServer()
        var open: [Exchange] = []
        test.responder = { open.append($0) }
        let client = try test.client(Self.get("/1") + Self.get("/2"))
        client.stream.shutDown()
        for _ in 1...2 {
            test.wait { !open.isEmpty }
            test.idle(milliseconds: 5)
            open.removeFirst().send(TestServer.text("answered"))
        }
        test.wait { client.hasEnded }
        #expect(client.answers.map(\.text) == ["answered", "answered"])
        test.wait { test.server?.connectionCount == 0 }
        test.close()
    }

    @Test("a request that is cut in its head is not handled, and its connection goes")
    func cutHead() throws {
        let test = try TestServer()
        let client = try test.client("GET / HTTP/1.1\r\nHost: te")
        client.stream.shutDown()
        test.wait { client.hasEnded }
        #expect(client.received.isEmpty)
        #expect(test.requests.isEmpty)
        test.close()
    }

    @Test("what a client sends ahead is bounded: the rest waits with the client")
    func readAhead() throws {
        let test = try TestServer()
        var first: Exchange?
        test.responder = { exchange in
            if first == nil { first = exchange } else { exchange.send(TestServer.text("ok")) }
        }
        let count = 1000
        let padding = "X-Padding: " + String(repeating: "p", count: 16_000) + "\r\n"
        let client = try test.client(Self.get("/first"))
        test.wait { first != nil }
        client.send(Array(Self.get("/", padding).utf8).repeated(count))
        test.idle(milliseconds: 50)
        #expect(client.stream.queuedBytes > 0)
        #expect(test.requests.count == 1)
        first?.send(TestServer.text("ok"))
        test.wait { client.received.count >= (count + 1) * 66 }
        #expect(test.requests.count == count + 1)
        test.close()
    }

    @Test("the request carries method, target, headers and the peer's address")
    func request() throws {
        let test = try TestServer()
        let client = try test.client("DELETE /a/b?c=d HTTP/1.1\r\nHost: test\r\nX-One: 1\r\n\r\n")
        test.wait { client.answers.count == 1 }
        let request = try #require(test.requests.first)
        #expect(request.head.method == .delete)
        #expect(request.head.target.rawQuery == "c=d")
        #expect(request.head.headers["x-one"] == "1")
        #expect(request.peer == client.stream.localAddress?.description)
        test.close()
    }
}

extension [UInt8] {
    func repeated(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(self.count * count)
        for _ in 0..<count { bytes += self }
        return bytes
    }
}
