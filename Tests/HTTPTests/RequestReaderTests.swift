// Requests one after the other, whatever the pieces they come in.

import HTTP
import Testing

@Suite struct RequestReaderTests {
    private static let conversation =
        wire(
            """
            GET /a?x=1 HTTP/1.1
            Host: h

            POST /b HTTP/1.1
            Host: h
            Content-Length: 5

            hello
            """
        )
        .dropLast(0)
        + wire(
            """
            PUT /c HTTP/1.1
            Host: h
            Transfer-Encoding: chunked
            Expect: 100-continue

            5;ext=1
            hello
            A
            0123456789
            0
            Trailer: x

            GET /d HTTP/1.0
            Connection: keep-alive


            """)

    @Test("pipelined requests come out in order")
    func readsPipelines() {
        let outcome = read(Array(Self.conversation))
        #expect(outcome.error == nil)
        #expect(outcome.requests.map(\.target) == ["/a?x=1", "/b", "/c", "/d"])
        #expect(
            outcome.requests.map { String(decoding: $0.body, as: UTF8.self) } == ["", "hello", "hello0123456789", ""])
        #expect(outcome.requests.map(\.expectsContinue) == [false, false, true, false])
        #expect(outcome.requests.filter(\.keepAlive).count == 4)
        #expect(outcome.isBetweenRequests)
    }

    @Test("the result does not depend on where the bytes are split")
    func readsEverySplit() {
        let bytes = Array(Self.conversation)
        let whole = read(bytes)
        for piece in 1...bytes.count { #expect(read(bytes, piece: piece) == whole) }
        for cut in 0...bytes.count {
            var reader = RequestReader(limits: WireLimits())
            var ends = 0
            for part in [bytes[..<cut], bytes[cut...]] {
                reader.append(Array(part))
                while let event = try? reader.next() {
                    if case .end = event { ends += 1 }
                }
            }
            #expect(ends == 4)
        }
    }

    @Test(
        "keep-alive follows the version and the Connection header",
        arguments: [
            ("1.1", "", true), ("1.1", "Connection: close\n", false), ("1.1", "Connection: Foo, Close\n", false),
            ("1.0", "", false), ("1.0", "Connection: keep-alive\n", true),
            ("1.0", "Connection: close, keep-alive\n", false),
        ])
    func decidesKeepAlive(version: String, header: String, expected: Bool) throws {
        let outcome = read("GET / HTTP/\(version)\nHost: h\n\(header)\n")
        #expect(outcome.requests.first?.keepAlive == expected)
    }

    @Test("empty lines before a request are skipped, a few of them, in any split", arguments: [1, 2, 3, 100])
    func skipsEmptyLines(piece: Int) {
        let request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"
        #expect(read(Array(("\r\n\r\n" + request + "\r\n" + request).utf8), piece: piece).requests.count == 2)
        let many = String(repeating: "\r\n", count: 20)
        #expect(read(Array(many.utf8), piece: piece).error?.status == 400)
    }

    @Test("a reader that has thrown throws the same again")
    func staysDead() {
        var reader = RequestReader(limits: WireLimits())
        reader.append(Array("BAD\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n".utf8))
        let first = #expect(throws: ProtocolError.self) { try reader.next() }
        let second = #expect(throws: ProtocolError.self) { try reader.next() }
        #expect(first == second)
    }

    @Test("a head that never ends is refused as soon as it is too long")
    func boundsHeads() {
        var limits = WireLimits()
        limits.headBytes = 1000
        let long = Array("GET / HTTP/1.1\r\nX: ".utf8) + [UInt8](repeating: 97, count: 1000)
        #expect(read(long, limits: limits).error?.status == 431)
        #expect(read(long, piece: 1, limits: limits).error?.status == 431)
        limits.targetBytes = 10
        #expect(read("GET /0123456789 HTTP/1.1\nHost: h\n\n", limits: limits).error?.status == 414)
    }

    @Test("header lines, bodies, chunk lines and trailers are bounded")
    func boundsTheRest() {
        var limits = WireLimits()
        limits.headerCount = 3
        limits.bodyBytes = 10
        limits.trailerBytes = 20
        limits.chunkLineBytes = 20
        let chunked = "POST / HTTP/1.1\nHost: h\nTransfer-Encoding: chunked\n\n"
        #expect(read("GET / HTTP/1.1\nHost: h\nA: 1\nB: 2\nC: 3\n\n", limits: limits).error?.status == 431)
        #expect(read("POST / HTTP/1.1\nHost: h\nContent-Length: 11\n\n", limits: limits).error?.status == 413)
        #expect(read(chunked + "5\nhello\n6\n", limits: limits).error?.status == 413)
        #expect(read(chunked + "0\nAbc: 0123456789012345678\n\n", limits: limits).error != nil)
        #expect(read(chunked + "1;aaaaaaaaaaaaaaaaaaaaaaaaaaa\n", limits: limits).error?.status == 400)
        #expect(read(chunked + "FFFFFFFFFFFFFFFFF\n", limits: limits).error != nil)
    }

    @Test("any damage gives requests or an error with a status for it")
    func survivesDamage() {
        var state: UInt64 = 3
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(truncatingIfNeeded: (state >> 33) % UInt64(bound))
        }
        let sample = Array(Self.conversation)
        var errors: Set<Int> = []
        for round in 0..<5000 {
            var bytes = sample
            for _ in 0...random(3) {
                switch random(4) {
                case 0: bytes[random(bytes.count)] = UInt8(random(256))
                case 1: bytes.remove(at: random(bytes.count))
                case 2: bytes.insert(UInt8(random(256)), at: random(bytes.count))
                default:
                    let from = random(bytes.count)
                    bytes += bytes[from...].prefix(random(40))
                }
            }
            let whole = read(bytes)
            let isSame = read(bytes, piece: 1 + round % 7) == whole
            #expect(isSame, "\(bytes)")
            if let error = whole.error {
                errors.insert(error.status)
                #expect(!error.reason.isEmpty && !error.rule.isEmpty)
            }
        }
        #expect(errors.isSubset(of: [400, 413, 414, 417, 431, 501, 505]))
        #expect(errors.contains(400))
    }

    @Test("a head that comes again is the same object, and one that differs in a byte is not", arguments: [1, 7, 1000])
    func repeats(piece: Int) throws {
        let first = wire("POST /a HTTP/1.1\nHost: h\nContent-Length: 5\n\nhello")
        let second = wire("POST /a HTTP/1.1\nHost: h\nContent-Length: 4\n\n")
        let third = wire("GET /a HTTP/1.1\nHost: h\n\n")
        let bytes = first + first + second + "four".utf8 + first + third + third
        var reader = RequestReader(limits: WireLimits())
        var heads: [RequestHead] = []
        var bodies: [[UInt8]] = []
        var start = 0
        while start < bytes.count {
            reader.append(Array(bytes[start..<min(start + piece, bytes.count)]))
            start += piece
            while let event = try reader.next() {
                switch event {
                case .head(let head, _):
                    heads.append(head)
                    bodies.append([])
                case .body(let piece): bodies[bodies.count - 1] += piece
                case .end: break
                }
            }
        }
        #expect(bodies.map { String(decoding: $0, as: UTF8.self) } == ["hello", "hello", "four", "hello", "", ""])
        #expect(heads.map(\.method.name) == ["POST", "POST", "POST", "POST", "GET", "GET"])
        let isNew = [true] + zip(heads, heads.dropFirst()).map { $0 !== $1 }
        #expect(isNew == [true, false, true, true, true, false])
    }

    @Test("a head with an error is refused however often it comes")
    func refusesAgain() {
        let bad = "GET /a HTTP/1.1\nHost: h\nHost: i\n\n"
        for _ in 0..<2 { #expect(read(bad).error?.status == 400) }
        #expect(read("GET /a HTTP/1.1\nHost: h\n\n" + bad).error?.status == 400)
    }
}
