// Peers that are slow, silent, too many, or make no sense.

import EventLoop
import HTTP
import Server
import Testing

@Suite("Limits and time")
struct LimitTests {
    private static let get = "GET / HTTP/1.1\r\nHost: test\r\n\r\n"

    private static func timeouts(_ change: (inout Timeouts) -> Void) -> Timeouts {
        var timeouts = Timeouts()
        change(&timeouts)
        return timeouts
    }

    @Test("a head that does not come to its end is a 408, even when it drips")
    func slowHead() throws {
        let test = try TestServer(timeouts: Self.timeouts { $0.headMilliseconds = 40 })
        let client = try test.client("GET / HTTP/1.1\r\n")
        let drip = try Timer(loop: test.loop) { client.send("X: y\r\n") }
        drip.start(afterMilliseconds: 5, repeatingMilliseconds: 5)
        test.wait { !client.answers.isEmpty }
        drip.close()
        #expect(client.answers.map(\.status) == [408])
        #expect(client.answers[0].headers["connection"] == "close")
        test.wait { client.hasEnded }
        test.close()
    }

    @Test("a body that stops is a 408 and leaves no file")
    func slowBody() throws {
        let test = try TestServer(timeouts: Self.timeouts { $0.bodyMilliseconds = 40 })
        let client = try test.client("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 3000000\r\n\r\n")
        client.send([UInt8](repeating: 1, count: 2_000_000))
        test.wait { client.hasEnded }
        #expect(client.answers.map(\.status) == [408])
        #expect(client.answers.first?.text.hasPrefix("/: ") == true)
        #expect(test.requests.isEmpty)
        test.wait { test.openTemporaryFiles == 0 }
        test.close()
    }

    @Test("a silent connection is closed without a word, and one that has been used, too")
    func idle() throws {
        let test = try TestServer(timeouts: Self.timeouts { $0.idleMilliseconds = 40 })
        let silent = try test.client()
        let used = try test.client(Self.get)
        test.wait { silent.hasEnded && used.hasEnded }
        #expect(silent.received.isEmpty)
        #expect(used.answers.map(\.status) == [200])
        test.close()
    }

    @Test("a request that is being handled has all the time it needs")
    func slowHandler() throws {
        let times = Self.timeouts {
            $0.idleMilliseconds = 20
            $0.headMilliseconds = 20
            $0.bodyMilliseconds = 20
        }
        let test = try TestServer(timeouts: times)
        var open: Exchange?
        test.responder = { open = $0 }
        let client = try test.client(Self.get)
        test.wait { open != nil }
        test.idle(milliseconds: 100)
        open?.send(TestServer.text("at last"))
        test.wait { client.answers.count == 1 }
        test.close()
    }

    @Test("a peer that does not read is closed, and what waits for it is bounded")
    func peerNotReading() throws {
        let test = try TestServer(timeouts: Self.timeouts { $0.writeMilliseconds = 40 })
        let body = [UInt8](repeating: 9, count: 32 << 20)
        test.responder = { $0.send(Response(status: 200, body: .bytes(body))) }
        let client = try test.client(Self.get)
        client.stream.stopReading()
        test.wait { !test.requests.isEmpty }
        test.wait { test.server?.connectionCount == 0 }
        client.stream.startReading()
        test.wait { client.hasEnded }
        #expect(client.received.count < body.count)
        test.close()
    }

    @Test("connections above the limit are turned away, and room that is made is used")
    func connectionLimit() throws {
        let test = try TestServer(maximumConnections: 2)
        let first = try test.client(Self.get)
        let second = try test.client(Self.get)
        test.wait { first.answers.count == 1 && second.answers.count == 1 }
        let third = try test.client()
        test.wait { third.hasEnded }
        #expect(third.answers.map(\.status) == [503])
        first.close()
        test.wait { test.server?.connectionCount == 1 }
        let fourth = try test.client(Self.get)
        test.wait { fourth.answers.count == 1 }
        test.close()
    }

    @Test(
        "bytes that are no request get the handler's answer to that, then the end",
        arguments: [
            ("NONSENSE\r\n\r\n", 400), ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505), ("GET / HTTP/1.1\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nhello", 400),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 400),
            ("GET /" + String(repeating: "a", count: 40_000), 414),
        ])
    func wireErrors(text: String, status: Int) throws {
        let test = try TestServer()
        let client = try test.client(Self.get + text + Self.get)
        test.wait { client.hasEnded }
        #expect(client.answers.map(\.status) == [200, status])
        #expect(client.answers[1].headers["connection"] == "close")
        #expect(test.requests.count == 1)
        test.close()
    }

    @Test(
        "the answer to bytes that are no request knows the page they came from, if that line is whole",
        arguments: [
            ("GET / HTTP/2.0\r\nOrigin: http://a.test\r\n\r\n", "http://a.test"),
            ("NONSENSE\r\nHost: a\r\norigin:\thttp://a.test \r\n\r\n", "http://a.test"),
            ("GET / HTTP/1.1\r\nOrigin: null\r\nX: " + String(repeating: "x", count: 40_000), "null"),
            ("GET / HTTP/2.0\r\nOrigin: a b\r\n\r\n", nil), ("GET /origin: HTTP/2.0\r\nX-Origin: a\r\n\r\n", nil),
            ("GET / HTTP/1.1\r\nX: y\r\nOrigin: http://a.te", nil),
        ] as [(String, String?)])
    func originOfWireErrors(text: String, origin: String?) throws {
        let test = try TestServer(timeouts: Self.timeouts { $0.headMilliseconds = 40 })
        let client = try test.client(text)
        test.wait { client.hasEnded }
        #expect(client.answers.count == 1)
        #expect(client.answers.first?.text.hasSuffix(" for \(origin ?? "")") == (origin != nil))
        test.close()
    }

    @Test("whatever bytes come, every connection ends and the server answers the next one", arguments: 0..<8)
    func fuzz(seed: Int) throws {
        let test = try TestServer(timeouts: Self.timeouts { $0.lingerMilliseconds = 20 })
        var generator = Generator(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1)
        let seeds = [
            Self.get + Self.get,
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n" + Self.get,
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=e\r\nContent-Length: 68\r\n\r\n"
                + "--e\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nvalue\r\n--e--\r\n\r\n" + Self.get,
        ]
        for _ in 0..<40 {
            var bytes = Array(seeds.randomElement(using: &generator)?.utf8 ?? "".utf8)
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
                default: bytes.insert(contentsOf: bytes[place...].prefix(12), at: place)
                }
            }
            let client = try test.client()
            let cut = Int.random(in: 0..<bytes.count, using: &generator)
            client.send(Array(bytes[..<cut]))
            test.loop.runOnce(waiting: false)
            client.send(Array(bytes[cut...]))
            client.stream.shutDown()
            test.wait { client.hasEnded }
            client.close()
        }
        let client = try test.client(Self.get)
        test.wait { client.answers.count == 1 }
        #expect(client.answers[0].status == 200)
        test.close()
    }

    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }
}
