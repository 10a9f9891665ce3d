// Heads of answers: lengths are right, and nothing that came from a peer begins a new line.

import HTTP
import System
import Testing

@Suite struct ResponseWriterTests {
    private func head(
        _ status: Int, headers: [(String, String)] = [], body: ResponseBody = .none, minorVersion: Int = 1,
        keepAlive: Bool = true
    ) -> String {
        var fields = Headers()
        for (name, value) in headers { fields.add(name, value) }
        var bytes: [UInt8] = []
        ResponseWriter.head(
            of: Response(status: status, headers: fields, body: body), into: &bytes, minorVersion: minorVersion,
            keepAlive: keepAlive)
        return String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "|")
    }

    @Test("headers keep their order, and the length follows")
    func writesHeads() {
        #expect(
            head(201, headers: [("Server", "x"), ("Date", "y")], body: .bytes([1, 2]))
                == "HTTP/1.1 201 Created|Server: x|Date: y|Content-Length: 2||")
        #expect(
            head(206, body: .payload(.memory([1, 2, 3]), 1..<3)) == "HTTP/1.1 206 Partial Content|Content-Length: 2||")
    }

    @Test("answers without body by definition have no length", arguments: [204, 304, 100])
    func leavesLengthsOut(status: Int) {
        #expect(!head(status).contains("Content-Length"))
    }

    @Test("the connection is written where it differs from the version's default")
    func writesConnections() {
        #expect(!head(200).contains("Connection"))
        #expect(head(200, keepAlive: false).contains("|Connection: close|"))
        #expect(head(200, minorVersion: 0).contains("|Connection: keep-alive|"))
        #expect(head(200, minorVersion: 0, keepAlive: false).contains("|Connection: close|"))
    }

    @Test("line ends in values become spaces")
    func cannotBeSplit() {
        #expect(
            head(200, headers: [("X", "a\r\nSet-Cookie: b\0\u{7f}")])
                == "HTTP/1.1 200 OK|X: a  Set-Cookie: b  |Content-Length: 0||")
    }

    @Test("headers are found and replaced without regard to case")
    func findsHeaders() {
        var headers = Headers()
        headers.add("A", "1")
        headers.add("b", "2")
        headers.add("a", "3")
        #expect(headers.all("a") == ["1", "3"])
        headers.set("A", "4")
        #expect(headers.map(\.name) == ["A", "b"])
        #expect(headers.first("B") == "2")
        headers.remove("B")
        headers.set("c", "5")
        #expect(headers.map(\.value) == ["4", "5"])
    }

    @Test("values may be empty, and have the signs that stand between names and values")
    func keepsSigns() {
        var headers = Headers()
        headers.add("Link", "<http://a.test:80/>; rel=next: \"x\"")
        headers.add("Empty", "")
        headers.add("Tab", "a\tb")
        #expect(headers.first("link") == "<http://a.test:80/>; rel=next: \"x\"")
        #expect(headers.first("empty")?.isEmpty == true)
        #expect(headers.map(\.value) == ["<http://a.test:80/>; rel=next: \"x\"", "", "a\tb"])
        #expect(
            head(200, headers: headers.map { ($0.name, $0.value) })
                == "HTTP/1.1 200 OK|Link: <http://a.test:80/>; rel=next: \"x\"|Empty: |Tab: a\tb|Content-Length: 0||")
    }
}
