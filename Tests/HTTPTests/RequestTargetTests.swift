// Targets: split first, decoded afterwards, never normalised.

import HTTP
import Testing

@Suite struct RequestTargetTests {
    private func target(_ text: String, method: String = "GET") throws -> RequestTarget {
        var reader = RequestReader(limits: WireLimits())
        reader.append(Array("\(method) \(text) HTTP/1.1\r\nHost: h\r\n\r\n".utf8))
        guard case .head(let head, _)? = try reader.next() else { throw Missing() }
        return head.target
    }

    private struct Missing: Error {}

    @Test(
        "segments",
        arguments: [
            ("/", [], true), ("/a", ["a"], false), ("/a/", ["a"], true), ("/a//b", ["a", "", "b"], false),
            ("//", [""], true), ("/a%2Fb/c", ["a/b", "c"], false), ("/%E4%BD%A0", ["你"], false),
            ("/a+b", ["a+b"], false),
            ("/../a/./b", ["..", "a", ".", "b"], false), ("/a%20b?x=%zz", ["a b"], false), ("/%25", ["%"], false),
        ] as [(String, [String], Bool)])
    func splits(text: String, segments: [String], hasFinalSlash: Bool) throws {
        let target = try target(text)
        #expect(target.segments.map(\.decoded) == segments)
        #expect(target.hasFinalSlash == hasFinalSlash)
    }

    @Test("raw forms are kept")
    func keepsRawForms() throws {
        let target = try target("/a%2fb/?q=1&r=%20?x")
        #expect(target.raw == "/a%2fb/?q=1&r=%20?x")
        #expect(target.rawPath == "/a%2fb/")
        #expect(target.rawQuery == "q=1&r=%20?x")
        #expect(target.segments.first?.raw == "a%2fb")
    }

    @Test("the absolute form gives authority and path")
    func readsAbsoluteForms() throws {
        let target = try target("http://example.test:8080/a?b")
        #expect(target.authority == "example.test:8080")
        #expect(target.rawPath == "/a")
        #expect(try self.target("HTTP://h").rawPath == "/")
        #expect(try self.target("*", method: "OPTIONS").rawPath == "*")
    }

    @Test(
        "escaped bytes that no name has are for the platform to refuse",
        arguments: [("/%00", "\0"), ("/a%ff", "a\u{FFFD}")])
    func takesAnyByte(text: String, decoded: String) throws {
        #expect(try target(text).segments.map(\.decoded) == [decoded])
    }

    @Test("a sign counts wherever it is", arguments: 0..<20)
    func findsSigns(place: Int) throws {
        let (front, back) = (String(repeating: "a", count: place), String(repeating: "z", count: 19 - place))
        #expect(try target("/\(front)?\(back)?").rawQuery == back + "?")
        #expect(try target("/\(front)%41\(back)").decodedSegments == [front + "A" + back])
        #expect(try target("/\(front)é\(back)").decodedSegments == [front + "é" + back])
        for sign in ["#", "\u{7F}", "\u{1F}", "\u{80}"] {
            let bytes = sign == "\u{80}" ? [0x80] : Array(sign.utf8)
            var reader = RequestReader(limits: WireLimits())
            reader.append(Array("GET /\(front)".utf8) + bytes + Array("\(back) HTTP/1.1\r\nHost: h\r\n\r\n".utf8))
            let error = #expect(throws: ProtocolError.self) { try reader.next() }
            #expect(error?.rule == "RFC 9112 section 3.2")
        }
    }

    @Test(
        "targets that are refused",
        arguments: ["a", "*", "/%", "/%4", "/%zz", "/a#b", "ftp://h/", "http:///a", "http://h:x/"])
    func refuses(text: String) {
        let error = #expect(throws: ProtocolError.self) { try target(text) }
        #expect(error?.status == 400)
    }
}
