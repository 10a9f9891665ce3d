// Bodies: received in memory or on disk, taken apart, refused, or cut.

import EventLoop
import Foundation
import HTTP
import Server
import System
import Testing

@Suite("Body")
struct BodyTests {
    private static func post(_ more: String, _ body: String = "") -> String {
        "POST /upload HTTP/1.1\r\nHost: test\r\n\(more)\r\n\(body)"
    }

    /// Bytes that no two places of have the same neighbourhood.
    private static func content(_ count: Int) -> [UInt8] {
        var state: UInt32 = 7
        return (0..<count).map { _ in
            state = state &* 1_664_525 &+ 1_013_904_223
            return UInt8(state >> 24)
        }
    }

    private static func payload(_ request: Request?) -> Payload? {
        if case .payload(let payload)? = request?.body { payload } else { nil }
    }

    private static func parts(_ request: Request?) -> [Part]? {
        if case .parts(let parts)? = request?.body { parts } else { nil }
    }

    private static func problem(_ request: Request?) -> BodyProblem? {
        if case .broken(let problem)? = request?.body { problem } else { nil }
    }

    // MARK: - Plain bodies

    @Test(
        "a body arrives however it is framed",
        arguments: [
            post("Content-Length: 11\r\n", "hello world"),
            post("Transfer-Encoding: chunked\r\n", "6\r\nhello \r\n5;x=y\r\nworld\r\n0\r\n\r\n"),
            post("Transfer-Encoding: chunked\r\n", "b\r\nhello world\r\n0\r\nX-Trailer: 1\r\n\r\n"),
        ], [1, 7, 1000])
    func framing(text: String, pieceSize: Int) throws {
        let test = try TestServer()
        let bytes = Array(text.utf8)
        let client = try test.client()
        for start in stride(from: 0, to: bytes.count, by: pieceSize) {
            client.send(Array(bytes[start..<min(start + pieceSize, bytes.count)]))
            test.loop.runOnce(waiting: false)
        }
        test.wait { client.answers.count == 1 }
        let body = try #require(Self.payload(test.requests.first)).bytes(maximum: 100)
        #expect(String(decoding: body, as: UTF8.self) == "hello world")
        client.send("GET /next HTTP/1.1\r\nHost: test\r\n\r\n")
        test.wait { client.answers.count == 2 }
        test.close()
    }

    @Test("a body above the limit for memory is in a file, whole, and the file goes with the request")
    func spooled() throws {
        let test = try TestServer()
        let content = Self.content(2_500_000)
        let client = try test.client(Self.post("Content-Length: \(content.count)\r\n"))
        client.send(content)
        test.wait { client.answers.count == 1 }
        #expect(test.openTemporaryFiles == 1)
        do {
            let payload = try #require(Self.payload(test.requests.first))
            #expect(payload.fileRange?.offset == 0)
            #expect(try payload.bytes(maximum: content.count) == content)
        }
        test.forgetRequests()
        #expect(test.openTemporaryFiles == 0)
        test.close()
    }

    @Test("a body at the limit for memory stays there")
    func inMemory() throws {
        var limits = WireLimits()
        limits.memoryBytes = 1000
        let test = try TestServer(limits: limits)
        for count in [1000, 1001] {
            let client = try test.client(Self.post("Content-Length: \(count)\r\n"))
            client.send(Self.content(count))
            test.wait { client.answers.count == 1 }
        }
        #expect(test.requests.map { Self.payload($0)?.inMemory != nil } == [true, false])
        test.close()
    }

    /// In a process of its own, whose memory nobody else uses.
    @Test("a large body needs little memory while it arrives")
    func lowMemory() async {
        await #expect(processExitsWith: .success) {
            let test = try TestServer()
            let piece = [UInt8](repeating: 0x61, count: 256 << 10)
            let warm = try test.client(BodyTests.post("Content-Length: \(piece.count * 8)\r\n"))
            for _ in 0..<8 { warm.send(piece) }
            test.wait { warm.answers.count == 1 }
            let before = SystemProcess.residentBytes

            var remaining = 256
            var most = 0
            let client = try test.client(BodyTests.post("Content-Length: \(piece.count * remaining)\r\n"))
            func more() {
                most = max(most, SystemProcess.residentBytes)
                while remaining > 0, client.stream.queuedBytes == 0 {
                    client.send(piece)
                    remaining -= 1
                }
            }
            client.onDrain = more
            more()
            test.wait {
                more()
                return client.answers.count == 1
            }
            #expect(BodyTests.payload(test.requests.last)?.count == 64 << 20)
            #expect(most - before < 16 << 20, "\((most - before) >> 20) MiB above idle")
            client.onDrain = nil
            test.close()
        }
    }

    @Test("a body that cannot be stored is a broken body, and the connection stays in step")
    func noDirectory() throws {
        let test = try TestServer()
        try Files.removeTree(test.directory)
        let client = try test.client(Self.post("Content-Length: 1500000\r\n"))
        client.send(Self.content(1_500_000))
        client.send("GET /next HTTP/1.1\r\nHost: test\r\n\r\n")
        test.wait { client.answers.count == 2 }
        #expect(Self.problem(test.requests.first)?.status == 500)
        #expect(client.answers[1].text == "ok /next")
        test.close()
    }

    // MARK: - Multipart

    private static func multipart(_ parts: [(head: String, body: [UInt8])], closed: Bool = true) -> [UInt8] {
        var bytes: [UInt8] = []
        for part in parts {
            bytes +=
                Array("--edge\r\nContent-Disposition: form-data; \(part.head)\r\n\r\n".utf8) + part.body + [13, 10]
        }
        return closed ? bytes + Array("--edge--\r\n".utf8) : bytes
    }

    private static func upload(_ test: TestServer, _ body: [UInt8]) throws -> Client {
        let client = try test.client(
            post("Content-Type: multipart/form-data; boundary=edge\r\nContent-Length: \(body.count)\r\n"))
        client.send(body)
        test.wait { client.answers.count == 1 }
        return client
    }

    @Test("the parts of a form arrive in order; large ones are in files of their own")
    func parts() throws {
        let test = try TestServer()
        let large = Self.content(1_500_000)
        _ = try Self.upload(
            test,
            Self.multipart([
                ("name=\"folder\"", Array("/pictures".utf8)), ("name=\"file\"; filename=\"a.bin\"", large),
                ("name=\"small\"; filename=\"b\"\r\nContent-Type: text/plain", Array("few".utf8)),
            ]))
        let parts = try #require(Self.parts(test.requests.first))
        #expect(parts.map(\.name) == ["folder", "file", "small"])
        #expect(parts.map(\.filename) == [nil, "a.bin", "b"])
        #expect(parts[2].contentType == "text/plain")
        #expect(parts.map { $0.payload.fileRange != nil } == [false, true, false])
        #expect(try parts[1].payload.bytes(maximum: large.count) == large)
        #expect(try parts[0].payload.bytes(maximum: 100) == Array("/pictures".utf8))
        #expect(test.openTemporaryFiles == 1)
        test.close()
    }

    @Test("a multipart body stays as it is for a handler that wants its bytes, well formed or not")
    func bytesOfParts() throws {
        let test = try TestServer()
        test.policy = { BodyPolicy(isBinary: $0.target.rawPath == "/upload") }
        for body in [Self.multipart([("name=\"a\"", [1, 2])]), Array("--edge nothing".utf8)] {
            test.forgetRequests()
            _ = try Self.upload(test, body)
            #expect(try #require(Self.payload(test.requests.first)).bytes(maximum: 1000) == body)
        }
        test.close()
    }

    @Test("many large parts share descriptors and keep their bytes apart")
    func manyParts() throws {
        var limits = WireLimits()
        limits.memoryBytes = 1000
        let test = try TestServer(limits: limits)
        let contents = (0..<100).map { number in [UInt8](repeating: UInt8(number), count: 1001 + number * 17) }
        _ = try Self.upload(
            test,
            Self.multipart(contents.enumerated().map { ("name=\"p\($0.offset)\"; filename=\"f\"", $0.element) }))
        let parts = try #require(Self.parts(test.requests.first))
        #expect(test.openTemporaryFiles == 17)
        #expect(try parts.map { try $0.payload.bytes(maximum: 10_000) } == contents)
        test.close()
    }

    @Test("small parts together are not kept in memory without bound")
    func manySmallParts() throws {
        var limits = WireLimits()
        limits.memoryBytes = 1000
        let test = try TestServer(limits: limits)
        let contents = (0..<50).map { number in [UInt8](repeating: UInt8(number), count: 900) }
        _ = try Self.upload(test, Self.multipart(contents.map { ("name=\"p\"; filename=\"f\"", $0) }))
        let parts = try #require(Self.parts(test.requests.first))
        #expect(parts.reduce(0) { $0 + ($1.payload.inMemory?.count ?? 0) } <= 4000)
        #expect(try parts.map { try $0.payload.bytes(maximum: 10_000) } == contents)
        test.close()
    }

    @Test("a form that is not well formed reaches the handler as such, and the connection stays in step")
    func broken() throws {
        var limits = WireLimits()
        limits.fieldBytes = 100
        limits.partCount = 3
        let test = try TestServer(limits: limits)
        let field = ("name=\"a\"", Array("b".utf8))
        let cases: [(body: [UInt8], status: Int)] = [
            (Self.multipart([field], closed: false), 400),
            (Array("no boundary at all".utf8), 400),
            (Self.multipart([("nothing", [])]), 400),
            (Self.multipart([("name=\"a\"", [UInt8](repeating: 0x62, count: 101))]), 413),
            (Self.multipart([field, field, field, field]), 413),
        ]
        for (body, status) in cases {
            let client = try Self.upload(test, body)
            #expect(Self.problem(test.requests.last)?.status == status)
            #expect(Self.problem(test.requests.last)?.beginning == body)
            #expect(Self.problem(test.requests.last)?.size == body.count)
            client.send("GET /next HTTP/1.1\r\nHost: test\r\n\r\n")
            test.wait { client.answers.count == 2 }
        }
        let client = try test.client(
            Self.post("Content-Type: multipart/form-data\r\nContent-Length: 3\r\n", "abc"))
        test.wait { client.answers.count == 1 }
        #expect(Self.problem(test.requests.last)?.status == 400)
        test.close()
    }

    // MARK: - Expectations and refusals

    @Test("a client that waits for 100 gets it, once, and before it sends the body")
    func expectContinue() throws {
        let test = try TestServer()
        let client = try test.client(Self.post("Expect: 100-continue\r\nContent-Length: 4\r\n"))
        test.wait { client.answers.count == 1 }
        #expect(client.answers[0].status == 100)
        #expect(test.requests.isEmpty)
        client.send("body")
        test.wait { client.answers.count == 2 }
        #expect(client.answers[1].status == 200)
        test.close()
    }

    @Test("a body that has begun to arrive needs no 100")
    func bodyWithoutWaiting() throws {
        let test = try TestServer()
        let client = try test.client(Self.post("Expect: 100-continue\r\nContent-Length: 4\r\n", "body"))
        test.wait { client.answers.count == 1 }
        #expect(client.answers[0].status == 200)
        test.close()
    }

    @Test("a refusal comes instead of 100, and ends the connection")
    func refuseExpectation() throws {
        let test = try TestServer()
        test.refuse(401)
        let client = try test.client(Self.post("Expect: 100-continue\r\nContent-Length: 400000000\r\n"))
        test.wait { client.hasEnded }
        #expect(client.answers.map(\.status) == [401])
        #expect(client.answers[0].headers["connection"] == "close")
        #expect(test.requests.map(\.body.count) == [0])
        test.close()
    }

    @Test(
        "a refusal reaches a client that is already sending its body, and our side stays open until it is there",
        arguments: [900_000, 40_000_000], [false, true])
    func refuseWhileSending(size: Int, isChunked: Bool) throws {
        let test = try TestServer()
        test.refuse(403)
        let chunk = String(size / 2, radix: 16)
        let client = try test.client(
            Self.post(isChunked ? "Transfer-Encoding: chunked\r\n" : "Content-Length: \(size)\r\n"))
        for half in 0..<2 {
            if isChunked { client.send("\(half == 0 ? "" : "\r\n")\(chunk)\r\n") }
            client.send([UInt8](repeating: 5, count: size / 2))
            test.wait { client.stream.queuedBytes == 0 && client.answers.count == 1 }
            if half == 0 {
                test.idle(milliseconds: 20)
                #expect(!client.hasEnded)
            }
        }
        if isChunked { client.send("\r\n0\r\n\r\n") }
        test.wait { client.hasEnded }
        #expect(client.answers.map(\.text) == ["no"])
        #expect(client.answers[0].headers["connection"] == "close")
        client.close()
        test.wait { test.server?.connectionCount == 0 }
        test.close()
    }

    @Test("what follows a refused body on its connection is never handled")
    func refuseInOrder() throws {
        let test = try TestServer()
        test.refuse(401)
        let next = "GET /next HTTP/1.1\r\nHost: test\r\n\r\n"
        let client = try test.client(Self.post("Content-Length: 4\r\n", "body") + next + next)
        test.wait { client.hasEnded }
        #expect(client.answers.map(\.status) == [401])
        #expect(test.requests.count == 1)
        test.close()
    }

    @Test(
        "a body larger than allowed is refused with its head or where it becomes too large, and thrown away to its end")
    func tooLarge() throws {
        var limits = WireLimits()
        limits.bodyBytes = 1_000_000
        let test = try TestServer(limits: limits)
        let body = [UInt8](repeating: 5, count: 3_000_000)
        let declared = try test.client(Self.post("Content-Length: \(body.count)\r\n"))
        declared.send(body)
        let chunked = try test.client(Self.post("Transfer-Encoding: chunked\r\n"))
        for start in stride(from: 0, to: body.count, by: 500_000) {
            chunked.send("\(String(500_000, radix: 16))\r\n")
            chunked.send(Array(body[start..<start + 500_000]))
            chunked.send("\r\n")
        }
        chunked.send("0\r\n\r\n")
        for client in [declared, chunked] {
            test.wait { client.hasEnded }
            #expect(client.stream.queuedBytes == 0)
            #expect(client.answers.map(\.status) == [413])
            #expect(client.answers[0].text == "/upload: The body is larger than 1000000 bytes.")
        }
        #expect(test.requests.isEmpty)
        test.close()
    }

    @Test("a body that is thrown away has a limited time, and less when nothing of it comes")
    func refuseEndless() throws {
        var timeouts = Timeouts()
        timeouts.discardMilliseconds = 200
        timeouts.discardIdleMilliseconds = 40
        timeouts.lingerMilliseconds = 40
        let test = try TestServer(timeouts: timeouts)
        test.refuse(413)
        let endless = try test.client(Self.post("Content-Length: 400000000\r\n"))
        let drip = try Timer(loop: test.loop) { endless.send([0]) }
        drip.start(afterMilliseconds: 5, repeatingMilliseconds: 5)
        let silent = try test.client(Self.post("Content-Length: 400000000\r\n"))
        test.wait { silent.hasEnded }
        #expect(!endless.hasEnded)
        test.wait { test.server?.connectionCount == 0 }
        drip.close()
        #expect([silent, endless].map { $0.answers.map(\.status) } == [[413], [413]])
        test.close()
    }

    /// In a process of its own, whose memory nobody else uses.
    @Test("a body that is thrown away needs no memory")
    func refuseInLittleMemory() async {
        await #expect(processExitsWith: .success) {
            let test = try TestServer()
            test.refuse(401)
            let piece = [UInt8](repeating: 0x61, count: 256 << 10)
            var (remaining, most) = (256, 0)
            let before = SystemProcess.residentBytes
            let client = try test.client(BodyTests.post("Content-Length: \(piece.count * remaining)\r\n"))
            test.wait {
                most = max(most, SystemProcess.residentBytes)
                while remaining > 0, client.stream.queuedBytes == 0 {
                    client.send(piece)
                    remaining -= 1
                }
                return client.hasEnded
            }
            #expect(client.answers.map(\.status) == [401])
            #expect(remaining == 0)
            #expect(most - before < 16 << 20, "\((most - before) >> 20) MiB above idle")
            test.close()
        }
    }

    @Test("a refused request without a body leaves the connection open and in step")
    func refuseWithoutBody() throws {
        let test = try TestServer()
        test.policy = { BodyPolicy(isRefused: $0.method == .get) }
        test.responder = { $0.send(TestServer.text("", status: $0.admission.bodyPolicy.isRefused ? 404 : 200)) }
        let get = "GET / HTTP/1.1\r\nHost: test\r\n\r\n"
        let client = try test.client(get + get + Self.post("Content-Length: 0\r\n"))
        test.wait { client.answers.count == 3 }
        #expect(client.answers.map(\.status) == [404, 404, 200])
        test.close()
    }

    // MARK: - Cut uploads

    @Test("a cut upload starts no exchange and leaves no file", arguments: [true, false])
    func cut(isMultipart: Bool) throws {
        let test = try TestServer()
        let type = isMultipart ? "Content-Type: multipart/form-data; boundary=edge\r\n" : ""
        let client = try test.client(Self.post("\(type)Content-Length: 9000000\r\n"))
        client.send(Self.multipart([("name=\"f\"; filename=\"f\"", Self.content(1_500_000))]).dropLast(20))
        test.wait { test.openTemporaryFiles == 1 }
        client.close()
        test.wait { test.server?.connectionCount == 0 }
        // The last write to the disk may still be on its way.
        test.wait { test.openTemporaryFiles == 0 }
        #expect(test.requests.isEmpty)
        test.close()
    }

    // MARK: - Cut bodies

    @Test(
        "what came of a body whose connection broke is handed over to a handler that wants it",
        arguments: [10, 3 << 20])
    func cutBody(size: Int) throws {
        let test = try TestServer()
        test.policy = { _ in BodyPolicy(keepsPart: true) }
        let bytes = Self.content(size)
        let client = try test.client(Self.post("Content-Length: \(size * 2)\r\n"))
        client.send(bytes)
        test.wait { client.stream.queuedBytes == 0 }
        client.close()
        test.wait { test.cutRequests.count == 1 }
        #expect(test.requests.isEmpty)
        #expect(test.cutRequests.first?.isCut == true)
        #expect(try Self.payload(test.cutRequests.first)?.bytes(maximum: size * 2) == bytes)
        test.forgetRequests()
        test.close()
    }

    @Test("a body that comes too slowly is handed over, too; whole bodies and unwanted parts are not")
    func cutOnlyWhenWanted() throws {
        var timeouts = Timeouts()
        timeouts.bodyMilliseconds = 50
        let test = try TestServer(timeouts: timeouts)
        test.policy = { BodyPolicy(keepsPart: $0.headers["x-part"] != nil) }
        let whole = try test.client(Self.post("X-Part: 1\r\nContent-Length: 3\r\n", "abc"))
        test.wait { whole.answers.count == 1 }
        let unwanted = try test.client(Self.post("Content-Length: 9\r\n", "abc"))
        test.wait { unwanted.answers.count == 1 }
        #expect(test.cutRequests.isEmpty)
        let slow = try test.client(Self.post("X-Part: 1\r\nContent-Length: 9\r\n", "abc"))
        test.wait { slow.answers.count == 1 }
        #expect(slow.answers.first?.status == 408)
        #expect(test.cutRequests.count == 1)
        #expect(try Self.payload(test.cutRequests.first)?.bytes(maximum: 9) == Array("abc".utf8))
        test.close()
    }
}

extension Client {
    fileprivate func send(_ bytes: ArraySlice<UInt8>) { send(Array(bytes)) }
}
