// Header lines that the server looks for are recognised while a head is parsed.

import HTTP
import Testing

@Suite struct HeaderNameTests {
    private func headers(_ lines: String...) throws -> RequestHeaders {
        let text = (["GET / HTTP/1.1"] + lines + ["", ""]).joined(separator: "\r\n")
        var reader = RequestReader(limits: WireLimits())
        reader.append(Array(text.utf8))
        guard case .head(let head, _)? = try reader.next() else {
            throw ProtocolError(status: 0, reason: "This is no whole head.", rule: "")
        }
        return head.headers
    }

    @Test("a known header is found in any case, and the first of several counts")
    func findsKnown() throws {
        let headers = try headers("hOsT: a", "AUTHORIZATION: Key 1", "X-Deepmock-Tenant:  b ", "authorization: Key 2")
        #expect(headers[.host] == "a")
        #expect(headers[.authorization] == "Key 1")
        #expect(headers[.deepmockTenant] == "b")
        #expect(headers["authorization"] == "Key 1")
        #expect(headers.all("Authorization") == ["Key 1", "Key 2"])
        #expect(headers.withValue(of: .authorization) { $0.count } == 5)
    }

    @Test("what has the length and the first letter of a known name is not that name")
    func isNotMistaken() throws {
        let headers = try headers("Host: a", "Hoss: b", "Accept-Chars: c", "x-deepmock-ie: d", "Content-Tyqe: e")
        #expect(headers[.host] == "a")
        #expect(!headers.contains(.deepmockID))
        #expect(headers[.contentType] == nil)
        #expect(headers.withValue(of: .contentType) { $0.count } == nil)
    }
}
