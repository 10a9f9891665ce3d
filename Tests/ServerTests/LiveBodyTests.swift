// The promise of live answers: they are sent as they come, at the pace of the peer, and end without loss.

import EventLoop
import HTTP
import Server
import Testing

@Suite struct LiveBodyTests {
    /// A body of the test's own.
    private final class Feed: LiveBody {
        private var waiting: [UInt8] = []
        private(set) var isOver = false
        private(set) var hasEnded = false
        private(set) var taken = 0
        var onChange: (() -> Void)?
        let pulse = Array(":\n\n".utf8)

        func add(_ text: String) {
            waiting += Array(text.utf8)
            onChange?()
        }

        func finish() {
            isOver = true
            onChange?()
        }

        func take(maximum: Int) -> [UInt8] {
            let piece = Array(waiting.prefix(maximum))
            waiting.removeFirst(piece.count)
            taken += piece.count
            return piece
        }

        func end() { hasEnded = true }
    }

    /// A server that answers everything with the feed, unless the target says otherwise.
    private static func serve(_ feed: Feed, timeouts: Timeouts = Timeouts()) throws -> TestServer {
        let server = try TestServer(timeouts: timeouts)
        server.responder = { exchange in
            guard exchange.request.head.target.raw == "/live" else { return exchange.send(TestServer.text("plain")) }
            var headers = Headers()
            headers.add("Content-Type", "text/event-stream")
            exchange.send(Response(status: 200, headers: headers), live: feed)
        }
        return server
    }

    private static func text(_ client: Client) -> String { String(decoding: client.received, as: UTF8.self) }

    private static let request = "GET /live HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test("A live answer comes in chunks, each when it is there, and the connection goes on after its end")
    func chunks() throws {
        let feed = Feed()
        let server = try Self.serve(feed)
        defer { server.close() }
        let client = try server.client(Self.request + "GET /next HTTP/1.1\r\nHost: a\r\n\r\n")
        server.wait { Self.text(client).hasSuffix("\r\n\r\n") }
        #expect(Self.text(client).contains("Transfer-Encoding: chunked"))
        #expect(!Self.text(client).contains("Content-Length"))
        feed.add("one\n")
        server.wait { Self.text(client).hasSuffix("4\r\none\n\r\n") }
        feed.add("two, longer than ten\n")
        server.wait { Self.text(client).hasSuffix("15\r\ntwo, longer than ten\n\r\n") }
        #expect(!feed.hasEnded)
        feed.finish()
        server.wait { Self.text(client).hasSuffix("plain") }
        #expect(Self.text(client).contains("0\r\n\r\nHTTP/1.1 200 OK"))
        #expect(feed.hasEnded)
    }

    @Test("HTTP/1.0 has no chunks: the end of the connection ends the answer")
    func oldProtocol() throws {
        let feed = Feed()
        let server = try Self.serve(feed)
        defer { server.close() }
        let client = try server.client("GET /live HTTP/1.0\r\nHost: a\r\n\r\n")
        server.wait { Self.text(client).hasSuffix("\r\n\r\n") }
        #expect(!Self.text(client).contains("chunked"))
        feed.add("one\n")
        server.wait { Self.text(client).hasSuffix("\r\n\r\none\n") }
        feed.finish()
        server.wait { client.hasEnded }
        #expect(Self.text(client).hasSuffix("\r\n\r\none\n"))
    }

    @Test("A HEAD request gets the head alone")
    func headOnly() throws {
        let feed = Feed()
        let server = try Self.serve(feed)
        defer { server.close() }
        let client = try server.client("HEAD /live HTTP/1.1\r\nHost: a\r\n\r\n")
        client.isHead = true
        server.wait { !client.answers.isEmpty }
        #expect(feed.hasEnded)
        #expect(client.answers[0].status == 200)
    }

    @Test("A peer that leaves, whole or half, ends the body")
    func peerLeaves() throws {
        let feed = Feed()
        let server = try Self.serve(feed)
        defer { server.close() }
        let client = try server.client(Self.request)
        server.wait { Self.text(client).hasSuffix("\r\n\r\n") }
        client.close()
        server.wait { feed.hasEnded }
        #expect(server.server?.connectionCount == 0)
    }

    @Test("For a peer that does not read, little is taken from the body, and patience ends")
    func slowPeer() throws {
        let feed = Feed()
        var timeouts = Timeouts()
        timeouts.writeMilliseconds = 200
        let server = try Self.serve(feed, timeouts: timeouts)
        defer { server.close() }
        let client = try server.client(Self.request)
        server.wait { Self.text(client).hasSuffix("\r\n\r\n") }
        client.stream.stopReading()
        let all = 64 << 20
        feed.add(String(repeating: "x", count: all))
        server.wait { feed.hasEnded }
        // What the system's buffers take, and one piece.
        #expect(feed.taken < all / 2)
    }

    @Test("A server that drains ends live answers at once, and whole")
    func drains() throws {
        let feed = Feed()
        let server = try Self.serve(feed)
        let client = try server.client(Self.request)
        server.wait { Self.text(client).hasSuffix("\r\n\r\n") }
        var isDrained = false
        server.server?.drain(deadlineMilliseconds: 5000) { isDrained = true }
        server.wait { Self.text(client).hasSuffix("0\r\n\r\n") && client.hasEnded }
        #expect(feed.hasEnded)
        client.close()
        server.wait { isDrained }
        server.closeAfterDrain()
    }

    @Test("A body whose peer has left before the answer is ended")
    func late() throws {
        let feed = Feed()
        let server = try Self.serve(feed)
        defer { server.close() }
        var waiting: Exchange?
        server.responder = { waiting = $0 }
        let client = try server.client(Self.request)
        server.wait { waiting != nil }
        // A peer that only ends its side still wants the answer.
        client.stream.reset()
        server.wait { server.server?.connectionCount == 0 }
        waiting?.send(Response(status: 200), live: feed)
        #expect(feed.hasEnded)
    }
}
