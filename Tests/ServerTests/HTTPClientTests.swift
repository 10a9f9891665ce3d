// The small client, against our own server and against receivers that lie.

import EventLoop
import Foundation
import HTTP
import Testing

@testable import Server

@Suite("HTTPClient")
struct HTTPClientTests {
    private static func send(
        _ test: TestServer, port: Int? = nil, method: HTTP.Method = .get, body: [UInt8] = [], timeout: Int = 5000,
        host: String = "127.0.0.1"
    ) throws -> Result<HTTPClient.Response, HTTPClient.Failure> {
        var result: Result<HTTPClient.Response, HTTPClient.Failure>?
        var headers = Headers()
        headers.add("X-Test", "one\r\nX-Smuggled: two")
        HTTPClient(loop: test.loop, maximumBytes: 100_000).send(
            HTTPClient.Request(
                method: method, host: host, port: port ?? test.port, target: "/hook", headers: headers, body: body),
            timeoutMilliseconds: timeout
        ) {
            #expect(result == nil)
            result = $0
        }
        #expect(result == nil)
        test.wait { result != nil }
        return try #require(result)
    }

    /// What the client makes of these bytes, sent by a server that then closes or falls silent.
    private static func answer(
        _ text: String, closes: Bool = true, timeout: Int = 5000
    ) throws -> Result<HTTPClient.Response, HTTPClient.Failure> {
        let test = try TestServer()
        var streams: [EventLoop.Stream] = []
        let liar = try Listener(loop: test.loop, host: "127.0.0.1", port: 0) { stream in
            streams.append(stream)
            stream.write(Array(text.utf8))
            if closes { stream.shutDown() }
        }
        let result = try send(test, port: liar.port, timeout: timeout)
        for stream in streams { stream.close() }
        liar.close()
        test.close()
        return result
    }

    @Test(
        "a request arrives with its headers and body, and its answer comes back", arguments: ["127.0.0.1", "localhost"])
    func roundTrip(host: String) throws {
        let test = try TestServer()
        let response = try Self.send(test, method: .post, body: Array("{}".utf8), host: host).get()
        #expect(response.status == 200)
        #expect(response.headers.first("content-type") == "text/plain")
        #expect(String(decoding: response.body, as: UTF8.self) == "ok /hook")
        let request = try #require(test.requests.first)
        #expect(request.head.headers["content-length"] == "2")
        #expect(request.head.headers["x-smuggled"] == nil)
        test.wait { test.server?.connectionCount == 0 }
        test.close()
    }

    @Test("a request may go to another address than its host")
    func address() throws {
        let test = try TestServer()
        var result: Result<HTTPClient.Response, HTTPClient.Failure>?
        HTTPClient(loop: test.loop).send(
            HTTPClient.Request(
                method: .get, host: "hooks.localhost", address: "127.0.0.1", port: test.port, target: "/hook"),
            timeoutMilliseconds: 5000
        ) { result = $0 }
        test.wait { result != nil }
        #expect(try result?.get().status == 200)
        #expect(test.requests.first?.head.headers["host"] == "hooks.localhost:\(test.port)")
        test.wait { test.server?.connectionCount == 0 }
        test.close()
    }

    @Test("HEAD does not wait for a body")
    func head() throws {
        let test = try TestServer()
        #expect(try Self.send(test, method: .head).get().body.isEmpty)
        test.close()
    }

    @Test(
        "an answer is read however its body is framed",
        arguments: [
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello-and-more",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x\r\nllo\r\n0\r\nT: 1\r\n\r\n",
            "HTTP/1.0 200\r\n\r\nhello",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        ])
    func framings(text: String) throws {
        let response = try Self.answer(text).get()
        #expect(response.status == 200)
        #expect(String(decoding: response.body, as: UTF8.self) == "hello")
    }

    @Test(
        "an answer that is none, lies about its length, or is endless is a failure",
        arguments: [
            "", "hello", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 999 OK\r\n\r\n", "SSH-2.0-OpenSSH\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 200_000),
            "HTTP/1.1 200 OK\r\nX: " + String(repeating: "x", count: 50_000),
            String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 20),
        ])
    func lies(text: String) throws {
        let result = try Self.answer(text)
        guard case .failure(let failure) = result else {
            Issue.record("An answer was made of it: \(result)")
            return
        }
        #expect(!failure.description.isEmpty)
    }

    @Test(
        "a receiver that says nothing, or never ends, runs into the time",
        arguments: [
            "", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello",
        ])
    func silence(text: String) throws {
        let result = try Self.answer(text, closes: false, timeout: 30)
        guard case .failure(.timeout(milliseconds: 30)) = result else {
            Issue.record("Not a timeout: \(result)")
            return
        }
    }

    @Test(
        "hosts that are not there are failures, told later", arguments: ["no.such.host.invalid", "", "203.0.113.0.1"])
    func unknownHost(host: String) throws {
        let test = try TestServer()
        #expect(throws: HTTPClient.Failure.self) { _ = try Self.send(test, host: host).get() }
        test.close()
    }

    @Test("no mutation of an answer upsets the reader", arguments: 0..<4)
    func fuzz(seed: Int) {
        let seeds = [
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x\r\nllo\r\n0\r\nT: 1\r\n\r\n",
        ]
        var state = UInt64(seed + 1) &* 0x9E37_79B9_7F4A_7C15
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<3000 {
            var bytes = Array(seeds[random(2)].utf8)
            for _ in 0...random(3) {
                let place = random(bytes.count)
                if random(2) == 0 { bytes[place] = UInt8(random(256)) } else { bytes.remove(at: place) }
            }
            var reader = ResponseReader(maximumBytes: 100, isForHead: false)
            let cut = random(bytes.count)
            let (first, second) = (Array(bytes[..<cut]), Array(bytes[cut...]))
            var response: HTTPClient.Response?
            do {
                reader.append(first.span)
                response = try reader.next()
                if response == nil {
                    reader.append(second.span)
                    response = try reader.next()
                }
                if response == nil { response = try reader.end() }
            } catch {
                continue
            }
            #expect((response?.body.count ?? 0) <= 100)
        }
    }
}
