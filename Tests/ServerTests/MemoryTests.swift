// The memory of all connections together: what does not fit waits or goes to files, and nothing stays charged.

import EventLoop
import HTTP
import Server
import System
import Testing

@Suite("Memory of all connections")
struct MemoryTests {
    private static let content = (0..<1_500_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 11) }

    private static func head(_ count: Int, _ path: String = "/upload") -> String {
        "POST \(path) HTTP/1.1\r\nHost: test\r\nContent-Length: \(count)\r\n\r\n"
    }

    private static func bytes(_ request: Request) throws -> [UInt8]? {
        guard case .payload(let payload) = request.body else { return nil }
        return try payload.bytes(maximum: 2 << 20)
    }

    @Test("many bodies at a time go to files, arrive whole, and leave nothing charged")
    func bodies() throws {
        let memory = MemoryBudget(limit: 256 << 10)
        let test = try TestServer(memory: memory)
        let clients = try (0..<12).map { _ in try test.client(Self.head(300_000)) }
        for client in clients { client.send(Array(Self.content.prefix(200_000))) }
        test.wait { test.openTemporaryFiles >= 8 && memory.used < memory.limit }
        // Nobody read more than one piece of the system beyond the limit.
        #expect(memory.peak < memory.limit + 2 * 65_536)
        for client in clients { client.send(Array(Self.content[200_000..<300_000])) }
        test.wait { test.requests.count == 12 }
        for request in test.requests { #expect(try Self.bytes(request) == Array(Self.content.prefix(300_000))) }
        test.wait { clients.allSatisfy { $0.answers.first?.status == 200 } }
        #expect(memory.used == 0)
        test.close()
    }

    @Test("the parts of a multipart body go to files as well, also those that are complete")
    func parts() throws {
        let memory = MemoryBudget(limit: 128 << 10)
        let test = try TestServer(memory: memory)
        func part(_ name: String, _ filler: Character, _ count: Int) -> String {
            "--b\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n"
                + String(repeating: filler, count: count) + "\r\n"
        }
        let whole = part("first", "x", 70_000) + part("second", "y", 30_000)
        let body = whole + part("third", "z", 60_000) + "--b--\r\n"
        let head =
            "POST / HTTP/1.1\r\nHost: test\r\nContent-Type: multipart/form-data; boundary=b\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\r\n"
        let clients = try (0..<3).map { _ in try test.client(head + body.prefix(110_000)) }
        test.wait { test.openTemporaryFiles > 0 && memory.used < memory.limit }
        for client in clients { client.send(String(body.dropFirst(110_000))) }
        test.wait { test.requests.count == 3 }
        for request in test.requests {
            guard case .parts(let parts) = request.body else {
                Issue.record("no parts")
                continue
            }
            #expect(parts.map(\.name) == ["first", "second", "third"])
            let contents = try parts.map { String(decoding: try $0.payload.bytes(maximum: 1 << 20), as: UTF8.self) }
            #expect(contents.map(\.count) == [70_000, 30_000, 60_000])
            #expect(zip(contents, "xyz").allSatisfy { content, filler in content.allSatisfy { $0 == filler } })
        }
        test.wait { clients.allSatisfy { $0.answers.count == 1 } }
        #expect(memory.used == 0)
        test.close()
    }

    @Test("answers that nobody reads go to files, others are served meanwhile, and slow readers get every byte")
    func answers() throws {
        let memory = MemoryBudget(limit: 1 << 20)
        let test = try TestServer(memory: memory)
        test.responder = { exchange in
            let isSmall = exchange.request.head.target.raw == "/small"
            exchange.send(
                Response(status: 200, body: .bytes(isSmall ? [1] : Self.content + Self.content + Self.content)))
        }
        // More than the sockets of the system take.
        let readers = try (0..<4).map { _ in
            let client = try test.client()
            client.stream.stopReading()
            client.send("GET /large HTTP/1.1\r\nHost: test\r\n\r\n")
            return client
        }
        test.wait { test.requests.count == 4 }
        test.wait { memory.peak > memory.limit && memory.used < memory.limit }
        let other = try test.client("GET /small HTTP/1.1\r\nHost: test\r\n\r\n")
        test.wait { other.answers.count == 1 }
        for reader in readers { reader.stream.startReading() }
        test.wait { readers.allSatisfy { $0.answers.count == 1 } }
        for reader in readers { #expect(reader.answers[0].body == Self.content + Self.content + Self.content) }
        #expect(memory.used == 0)
        test.wait { test.openTemporaryFiles == 0 }
        test.close()
    }

    @Test("requests wait in order while others hold the memory, and are handled when there is room")
    func queue() throws {
        let memory = MemoryBudget(limit: 100_000)
        let test = try TestServer(memory: memory)
        // Something that is neither a body nor an answer holds everything.
        memory.change(by: 200_000)
        var kept: [Exchange] = []
        test.responder = { kept.append($0) }
        let first = try test.client("GET /first HTTP/1.1\r\nHost: test\r\n\r\n")
        test.wait { kept.count == 1 }
        let second = try test.client("GET /second HTTP/1.1\r\nHost: test\r\n\r\n")
        test.wait { test.server?.queueLength == 1 }
        let third = try test.client(Self.head(5, "/third") + "hello")
        test.wait { test.server?.queueLength == 2 }
        let gone = try test.client("GET /gone HTTP/1.1\r\nHost: test\r\n\r\n")
        test.wait { test.server?.queueLength == 3 }
        gone.close()
        test.idle(milliseconds: 20)
        #expect(kept.count == 1)
        memory.change(by: -200_000)
        test.wait { kept.count >= 3 }
        #expect(kept.map(\.request.head.target.raw).prefix(3) == ["/first", "/second", "/third"])
        for exchange in kept { exchange.send(TestServer.text("ok")) }
        kept = []
        test.wait { [first, second, third].allSatisfy { $0.answers.count == 1 } }
        #expect(memory.used == 0)
        #expect(test.server?.queueLength == 0)
        test.close()
    }

    @Test("one request is always handled; another that waits too long is told that it is crowded")
    func crowded() throws {
        let memory = MemoryBudget(limit: 100_000)
        var timeouts = Timeouts()
        timeouts.bodyMilliseconds = 200
        let test = try TestServer(timeouts: timeouts, memory: memory)
        // Something that is neither a body nor an answer holds everything.
        memory.change(by: 200_000)
        var kept: [Exchange] = []
        test.responder = { kept.append($0) }
        let first = try test.client("GET /first HTTP/1.1\r\nHost: test\r\n\r\n")
        test.wait { kept.count == 1 }
        let second = try test.client("GET /second HTTP/1.1\r\nHost: test\r\n\r\n")
        let upload = try test.client(Self.head(300_000))
        upload.send(Array(Self.content.prefix(200_000)))
        test.wait { second.answers.count == 1 && upload.answers.count == 1 }
        #expect(second.answers[0].status == 503)
        #expect(second.answers[0].text.hasPrefix("/second: Other requests hold the memory"))
        #expect(upload.answers[0].status == 503)
        #expect(test.server?.queueLength == 0)
        kept[0].send(TestServer.text("ok"))
        kept = []
        test.wait { first.answers.count == 1 }
        memory.change(by: -200_000)
        #expect(memory.used == 0)
        test.close()
    }

    @Test("what a client has left behind counts until its request is given up")
    func abandoned() throws {
        let memory = MemoryBudget(limit: 10 << 20)
        let test = try TestServer(memory: memory)
        var kept: [Exchange] = []
        test.responder = { kept.append($0) }
        let client = try test.client(Self.head(500_000))
        client.send(Array(Self.content.prefix(500_000)))
        test.wait { kept.count == 1 }
        #expect(memory.used == 500_000)
        client.stream.reset()
        test.wait { test.server?.connectionCount == 0 }
        #expect(memory.used == 500_000)
        #expect(kept.first?.isOpen == false)
        kept = []
        #expect(memory.used == 0)
        test.close()
    }
}
