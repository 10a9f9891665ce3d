// Bodies that come packed.

import HTTP
import Server
import System
import Testing

@Suite("Content coding")
struct ContentCodingTests {
    private static let text = Array(#"{"name":"a","words":["one","two","two","two"]}"#.utf8)

    /// Sends one request and returns its body as the handler gets it.
    private static func send(
        _ test: TestServer, _ body: [UInt8], headers: String, isChunked: Bool = false
    ) throws -> RequestBody {
        test.forgetRequests()
        let framing = isChunked ? "Transfer-Encoding: chunked" : "Content-Length: \(body.count)"
        let client = try test.client("POST / HTTP/1.1\r\nHost: test\r\n\(headers)\r\n\(framing)\r\n\r\n")
        if isChunked { client.send("\(String(body.count, radix: 16))\r\n") }
        client.send(body)
        if isChunked { client.send("\r\n0\r\n\r\n") }
        test.wait { client.answers.count == 1 }
        client.send("GET /next HTTP/1.1\r\nHost: test\r\n\r\n")
        test.wait { client.answers.count == 2 }
        return try #require(test.requests.first).body
    }

    private static func bytes(_ body: RequestBody) throws -> [UInt8]? {
        guard case .payload(let payload) = body else { return nil }
        return try payload.bytes(maximum: 64 << 20)
    }

    @Test(
        "a packed body is handed over unpacked, however it is framed",
        arguments: [
            ("gzip", Packing.gzip(text)), ("x-gzip", Packing.gzip(text)), ("GZip , identity", Packing.gzip(text)),
            ("gzip", Packing.gzip(Array(text.prefix(9))) + Packing.gzip(Array(text.dropFirst(9)))),
            ("deflate", Packing.zlib(text)), ("deflate", Packing.bare(text)), ("identity", text), ("", text),
        ], [false, true])
    func unpacks(packed: (coding: String, body: [UInt8]), isChunked: Bool) throws {
        let test = try TestServer()
        let body = try Self.send(
            test, packed.body, headers: "Content-Encoding: \(packed.coding)", isChunked: isChunked)
        #expect(try Self.bytes(body) == Self.text)
        test.close()
    }

    @Test("a body that is large unpacked is in a file, packed or not; it goes with the request")
    func large() throws {
        let test = try TestServer()
        let content = (0..<2_500_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 17) }
        do {
            let body = try Self.send(test, Packing.zlib(content), headers: "Content-Encoding: deflate")
            guard case .payload(let payload) = body else { throw NoPayload() }
            #expect(payload.inMemory == nil)
            #expect(try payload.bytes(maximum: content.count) == content)
        }
        test.forgetRequests()
        #expect(test.openTemporaryFiles == 0)
        test.close()
    }

    private struct NoPayload: Error {}

    @Test("a packed form is taken apart; large parts of it are in files")
    func multipart() throws {
        let test = try TestServer()
        let file = [UInt8](repeating: 7, count: 1_500_000)
        let form =
            Array("--e\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nvalue\r\n".utf8)
            + Array("--e\r\nContent-Disposition: form-data; name=\"f\"; filename=\"b\"\r\n\r\n".utf8) + file
            + Array("\r\n--e--\r\n".utf8)
        let headers = "Content-Encoding: deflate\r\nContent-Type: multipart/form-data; boundary=e"
        guard case .parts(let parts) = try Self.send(test, Packing.zlib(form), headers: headers) else {
            throw NoPayload()
        }
        #expect(parts.map(\.name) == ["a", "f"])
        #expect(parts.map { $0.payload.inMemory == nil } == [false, true])
        #expect(try parts[1].payload.bytes(maximum: file.count) == file)
        guard case .broken(let problem) = try Self.send(test, Packing.zlib(form.dropLast(9)), headers: headers) else {
            throw NoPayload()
        }
        #expect(problem.status == 400)
        test.close()
    }

    @Test(
        "a body that is not what its coding says is broken, and the connection stays in step",
        arguments: [
            ("gzip", text, 400), ("gzip", Array(Packing.gzip(text).dropLast(9)), 400),
            ("gzip", Packing.gzip(text) + [0], 400), ("gzip", Packing.zlib(text), 400), ("deflate", text, 400),
            ("br", text, 415), ("gzip, deflate", Packing.gzip(text), 415), ("compress", text, 415),
            ("zstd\r\nContent-Encoding: gzip", text, 415),
        ] as [(String, [UInt8], Int)])
    func broken(coding: String, body: [UInt8], status: Int) throws {
        let test = try TestServer()
        guard case .broken(let problem) = try Self.send(test, body, headers: "Content-Encoding: \(coding)") else {
            throw NoPayload()
        }
        #expect(problem.status == status)
        #expect(problem.beginning == body)
        #expect(problem.size == body.count)
        test.close()
    }

    @Test("what a body unpacks to is bounded by the limit of bodies, and by its own size")
    func bounds() throws {
        var limits = WireLimits()
        limits.bodyBytes = 100_000
        let test = try TestServer(limits: limits)
        for (count, isTaken) in [(100_000, true), (100_001, false)] {
            let packed = Packing.gzip([UInt8](repeating: 0, count: count))
            let body = try Self.send(test, packed, headers: "Content-Encoding: gzip")
            if case .broken(let problem) = body {
                #expect(!isTaken)
                #expect(problem.status == 413)
            } else {
                #expect(isTaken)
                #expect(body.count == count)
            }
        }
        test.close()

        // 65 MiB that need 65 KiB: a thousand times as much.
        let free = try TestServer()
        let bomb = Packing.zlib([UInt8](repeating: 0, count: 65 << 20))
        guard case .broken(let problem) = try Self.send(free, bomb, headers: "Content-Encoding: deflate") else {
            throw NoPayload()
        }
        #expect(problem.status == 413)
        #expect(free.openTemporaryFiles == 0)
        free.close()
    }

    @Test("a client that goes away while its body is being unpacked leaves nothing behind")
    func gone() throws {
        let test = try TestServer()
        let packed = Packing.zlib([UInt8](repeating: 1, count: 3 << 20))
        let client = try test.client(
            "POST / HTTP/1.1\r\nHost: test\r\nContent-Encoding: deflate\r\nContent-Length: \(packed.count)\r\n\r\n")
        client.send(packed)
        test.idle(milliseconds: 2)
        client.close()
        test.wait { test.server?.connectionCount == 0 }
        test.forgetRequests()
        test.wait { test.openTemporaryFiles == 0 }
        test.close()
    }
}
