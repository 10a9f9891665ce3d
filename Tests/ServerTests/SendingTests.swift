// Large answers: whole, in pieces, from memory and from files.

import EventLoop
import HTTP
import Server
import System
import Testing

@Suite("Sending")
struct SendingTests {
    private static let get = "GET / HTTP/1.1\r\nHost: test\r\n\r\n"
    private static let content = (0..<1_500_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }

    private static func file(_ test: TestServer) throws -> File {
        let file = try File.temporary(in: test.directory)
        try file.write(content, at: 0)
        return file
    }

    @Test("answers of every size arrive whole", arguments: [0, 1, 65_535, 65_536, 65_537, 262_144, 1_500_000])
    func sizes(count: Int) throws {
        let test = try TestServer()
        let body = Array(Self.content.prefix(count))
        test.responder = { $0.send(Response(status: 200, body: .bytes(body))) }
        let client = try test.client(Self.get + Self.get)
        test.wait { client.received.count >= 2 * count && client.answers.count == 2 }
        #expect(client.answers.allSatisfy { $0.body == body })
        test.close()
    }

    @Test(
        "a range of a file arrives as it stands there",
        arguments: [
            ("bytes=0-", 0..<1_500_000), ("bytes=100-199", 100..<200), ("bytes=-5", 1_499_995..<1_500_000),
            ("bytes=262143-1000000", 262_143..<1_000_001),
        ])
    func ranges(header: String, expected: Range<Int>) throws {
        let test = try TestServer()
        let file = try Self.file(test)
        test.responder = { exchange in
            let size = Self.content.count
            let wanted = ByteRange.parse(exchange.request.head.headers["range"] ?? "", size: size)
            guard case .ranges(let ranges) = wanted, let range = ranges.first else {
                return exchange.send(Response(status: 416))
            }
            exchange.send(Response(status: 206, body: .payload(.file(file, count: size), range)))
        }
        let client = try test.client("GET / HTTP/1.1\r\nHost: test\r\nRange: \(header)\r\n\r\n")
        test.wait { client.received.count >= expected.count && client.answers.count == 1 }
        #expect(client.answers[0].body == Array(Self.content[expected]))
        client.send("GET / HTTP/1.1\r\nHost: test\r\nRange: bytes=1-1\r\n\r\n")
        test.wait { client.answers.count == 2 }
        test.close()
    }

    @Test("several pieces of memory and files arrive one after the other")
    func sequence() throws {
        let test = try TestServer()
        let file = try Self.file(test)
        let size = Self.content.count
        test.responder = {
            $0.send(
                Response(
                    status: 206,
                    body: .sequence([
                        .bytes([1, 2]), .payload(.file(file, count: size), 10..<700_000), .bytes([]), .bytes([3]),
                        .payload(.memory([4, 5, 6]), 1..<2), .none, .payload(.file(file, count: size), 5..<6),
                    ])))
        }
        let client = try test.client(Self.get + Self.get)
        test.wait { client.answers.count == 2 }
        let expected: [UInt8] = [1, 2] + Array(Self.content[10..<700_000]) + [3, 5, Self.content[5]]
        #expect(client.answers.allSatisfy { $0.body == expected })
        test.close()
    }

    @Test("HEAD of a file answers its length and reads nothing")
    func headOfFile() throws {
        let test = try TestServer()
        let file = try Self.file(test)
        test.responder = {
            $0.send(Response(status: 200, body: .payload(.file(file, count: 1_500_000), 0..<1_500_000)))
        }
        let client = try test.client()
        client.isHead = true
        client.send("HEAD / HTTP/1.1\r\nHost: test\r\n\r\n")
        test.wait { client.answers.count == 1 }
        #expect(client.answers[0].headers["content-length"] == "1500000")
        #expect(client.received.suffix(4) == [13, 10, 13, 10])
        test.close()
    }

    @Test("a file that is shorter than announced breaks the connection instead of looking complete")
    func shortened() throws {
        let test = try TestServer()
        let file = try Self.file(test)
        test.responder = {
            $0.send(Response(status: 200, body: .payload(.file(file, count: 5_000_000), 0..<5_000_000)))
        }
        let client = try test.client(Self.get)
        test.wait { client.hasEnded }
        #expect(client.received.count < 5_000_000)
        #expect(test.server?.connectionCount == 0)
        test.close()
    }

    @Test("a slow reader gets everything, at its pace, from a bounded queue")
    func slowReader() throws {
        let test = try TestServer()
        let file = try File.temporary(in: test.directory)
        let piece = [UInt8](repeating: 0x2A, count: 1 << 20)
        for number in 0..<16 { try file.write(piece, at: number << 20) }
        test.responder = {
            $0.send(Response(status: 200, body: .payload(.file(file, count: 16 << 20), 0..<(16 << 20))))
        }
        let client = try test.client(Self.get)
        client.stream.stopReading()
        test.idle(milliseconds: 20)
        while client.received.count < 16 << 20, !client.hasEnded {
            client.stream.startReading()
            test.loop.runOnce(waiting: true)
            client.stream.stopReading()
        }
        #expect(client.received.count > 16 << 20)
        test.close()
    }

    @Test("a client that goes away in the middle of a file leaves nothing behind")
    func goneReader() throws {
        let test = try TestServer()
        do {
            let file = try Self.file(test)
            test.responder = {
                $0.send(Response(status: 200, body: .payload(.file(file, count: 1_500_000), 0..<1_500_000)))
            }
        }
        let client = try test.client(Self.get)
        test.wait { client.received.count > 100_000 }
        client.close()
        test.responder = { _ in }
        test.wait { test.server?.connectionCount == 0 }
        test.wait { test.openTemporaryFiles == 0 }
        test.close()
    }
}
