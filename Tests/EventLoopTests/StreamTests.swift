// Streams over loopback: what is written arrives, what waits can be seen, and every end is told.

import EventLoop
import Testing

@Suite("Stream")
struct StreamTests {
    @Test("bytes arrive in both directions", arguments: ["127.0.0.1", "::1"])
    func echo(host: String) throws {
        let pair = try SocketPair(host: host)
        pair.server.onReceive = { $0.stream.write(Array("to \($0.text)".utf8)) }
        pair.client.stream.write(Array("hello".utf8))
        pair.loop.runUntil { pair.client.text == "to hello" }
        #expect(pair.client.text == "to hello")
        pair.close()
    }

    @Test("what the peer does not read waits in the queue, and leaves whole and in order")
    func backPressure() throws {
        let pair = try SocketPair()
        let piece = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        pair.server.stream.stopReading()
        for _ in 0..<16 { pair.client.stream.write(piece) }
        pair.loop.runOnce(waiting: false)
        #expect(pair.client.stream.queuedBytes > 1_000_000)
        #expect(pair.server.received.isEmpty)
        pair.server.stream.startReading()
        pair.loop.runUntil { pair.server.received.count == 16 * piece.count }
        #expect(
            (0..<16).allSatisfy { pair.server.received[($0 * piece.count)..<(($0 + 1) * piece.count)] == piece[...] }
        )
        pair.loop.runUntil { pair.client.drains > 0 }
        #expect(pair.client.stream.queuedBytes == 0)
        pair.close()
    }

    @Test("a peer that shuts down its side can still be answered")
    func halfClose() throws {
        let pair = try SocketPair()
        pair.server.onEnd = { recorder in
            recorder.stream.write(Array("goodbye".utf8))
            recorder.stream.shutDown()
        }
        pair.client.stream.write(Array("last words".utf8))
        pair.client.stream.shutDown()
        pair.loop.runUntil { pair.client.hasEnded }
        #expect(pair.server.text == "last words")
        #expect(pair.client.text == "goodbye")
        pair.close()
    }

    @Test("writing to a peer that is gone is an error, not a signal and not a trap")
    func brokenPipe() throws {
        let pair = try SocketPair()
        pair.client.stream.close()
        pair.server.stream.stopReading()
        let ticks = try Timer(loop: pair.loop) { pair.server.stream.write([1, 2, 3]) }
        ticks.start(afterMilliseconds: 0, repeatingMilliseconds: 1)
        pair.loop.runUntil { pair.server.failure != nil }
        ticks.close()
        #expect(pair.server.stream.isClosed)
        pair.close()
    }

    @Test("closing twice, and using a closed stream, does nothing")
    func closed() throws {
        let pair = try SocketPair()
        let stream = pair.client.stream
        stream.close()
        stream.close()
        stream.write([1])
        stream.startReading()
        stream.stopReading()
        stream.shutDown()
        #expect(stream.queuedBytes == 0)
        #expect(stream.peerAddress == nil)
        pair.close()
    }

    @Test("closing with bytes in the queue frees them and tells nobody")
    func closeWhileWriting() throws {
        let pair = try SocketPair()
        pair.server.stream.stopReading()
        pair.client.stream.write([UInt8](repeating: 7, count: 20_000_000))
        pair.client.stream.close()
        pair.loop.runOnce(waiting: false)
        #expect(pair.client.failure == nil)
        #expect(pair.client.drains == 0)
        pair.close()
    }

    @Test("addresses of both ends agree")
    func addresses() throws {
        let pair = try SocketPair()
        let peer = try #require(pair.server.stream.peerAddress)
        let local = try #require(pair.client.stream.localAddress)
        #expect(peer.description == local.description)
        #expect(peer.host == "127.0.0.1")
        #expect(pair.client.stream.peerAddress?.port == pair.listener.port)
        pair.close()
    }

    @Test("an address reads back as it was written", arguments: ["127.0.0.1", "::1", "2001:db8::7"])
    func numeric(host: String) throws {
        let address = try #require(SocketAddress(numeric: host, port: 8484))
        #expect(address.host == host)
        #expect(address.port == 8484)
        #expect(SocketAddress(numeric: "localhost", port: 1) == nil)
        #expect(SocketAddress(numeric: host, port: 65_536) == nil)
    }
}
