// Media types, ranges, forms and dates: the small texts inside requests and answers.

import HTTP
import Testing

@Suite struct HeaderValueTests {
    @Test(
        "media types",
        arguments: [
            ("application/json", "application/json", [:]),
            ("Text/HTML; Charset=UTF-8", "text/html", ["charset": "UTF-8"]),
            ("multipart/form-data; boundary=\"a b\\\"c\"", "multipart/form-data", ["boundary": "a b\"c"]),
            ("a/b;x=1;y=2;", "a/b", ["x": "1", "y": "2"]), (" a/b ", "a/b", [:]),
        ] as [(String, String, [String: String])])
    func readsMediaTypes(text: String, essence: String, parameters: [String: String]) throws {
        let type = try #require(MediaType(parsing: text))
        #expect(type.essence == essence)
        #expect(Dictionary(uniqueKeysWithValues: type.parameters.map { ($0.name, $0.value) }) == parameters)
    }

    @Test("texts that are no media types", arguments: ["", "json", "a/", "/b", "a/b c", "a/b; x", "a/b; x=\"open"])
    func refusesMediaTypes(text: String) {
        #expect(MediaType(parsing: text) == nil)
    }

    @Test(
        "what the first of several proxies says of its client",
        arguments: [
            ("proto=https", ["proto": "https"]),
            (
                "For=\"[2001:db8::1]\"; Host=a.test ;proto=http, host=b",
                [
                    "for": "[2001:db8::1]", "host": "a.test", "proto": "http",
                ]
            ),
            ("host=\"a,\\\"b\", host=c", ["host": "a,\"b"]), ("host", nil), ("host=\"open", nil),
            ("host=a host=b", nil),
            ("host=a;host=b", ["host": "a"]), ("", [:]),
        ] as [(String, [String: String]?)])
    func readsForwarded(text: String, parameters: [String: String]?) {
        #expect(ForwardedHeader.first(in: text) == parameters)
    }

    @Test(
        "ranges of ten bytes",
        arguments: [
            ("bytes=0-3", .ranges([0..<4])), ("bytes=5-", .ranges([5..<10])), ("bytes=-3", .ranges([7..<10])),
            ("bytes=-30", .ranges([0..<10])), ("bytes=8-100", .ranges([8..<10])), ("Bytes=0-0", .ranges([0..<1])),
            ("bytes=0-1,4-5", .ranges([0..<2, 4..<6])), ("bytes= 8-9 ,, 0-0,", .ranges([8..<10, 0..<1])),
            ("bytes=10-,0-0", .ranges([0..<1])), ("bytes=10-,11-12", .unsatisfiable),
            ("bytes=8-9,0-1,2-2,5-5", .ranges([8..<10, 0..<3, 5..<6])), ("bytes=0-1,6-7,1-6", .ranges([0..<8])),
            ("bytes=0-1,5-2", .whole),
            ("bytes=0-0,1-1,2-2,3-3,4-4,5-5,6-6,7-7,8-8,0-,1-,2-,3-,4-,5-,6-", .ranges([0..<10])),
            ("bytes=0-0,1-1,2-2,3-3,4-4,5-5,6-6,7-7,8-8,0-,1-,2-,3-,4-,5-,6-,7-", .whole),
            ("bytes=10-", .unsatisfiable), ("bytes=-0", .unsatisfiable), ("bytes=5-2", .whole),
            ("items=0-1", .whole), ("bytes=a-b", .whole), ("bytes=-", .whole), ("bytes=", .whole),
            ("bytes=+1-2", .whole), ("bytes=0-99999999999999999999", .whole),
            ("bytes=0-999999999999999999", .ranges([0..<10])),
        ] as [(String, ByteRange)])
    func readsRanges(header: String, range: ByteRange) {
        #expect(ByteRange.parse(header, size: 10) == range)
    }

    @Test("ranges of nothing are not satisfiable", arguments: ["bytes=0-", "bytes=-1", "bytes=0-0"])
    func readsRangesOfNothing(header: String) {
        #expect(ByteRange.parse(header, size: 0) == .unsatisfiable)
    }

    @Test("forms keep order and repetition, and decode plus and escapes")
    func readsForms() throws {
        let items = try FormDecoder.decode(Array("a=1&b=x+y%26z&a=2&&c&=d&e=%C3%A4=".utf8))
        #expect(items.map { "\($0.name)|\($0.value)" } == ["a|1", "b|x y&z", "a|2", "c|", "|d", "e|ä="])
    }

    @Test("forms that are refused", arguments: ["a=%", "a=%4", "a=%zz", "%ff=1", "a=%c3"])
    func refusesForms(text: String) {
        let error = #expect(throws: ProtocolError.self) { try FormDecoder.decode(Array(text.utf8)) }
        #expect(error?.status == 400)
    }

    @Test("forms are bounded")
    func boundsForms() {
        let many = Array(String(repeating: "a=1&", count: FormDecoder.maximumItems + 1).utf8)
        #expect(throws: ProtocolError.self) { try FormDecoder.decode(many) }
    }

    @Test(
        "dates",
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (1_767_225_600, "Thu, 01 Jan 2026 00:00:00 GMT"), (1_709_251_199, "Thu, 29 Feb 2024 23:59:59 GMT"),
            (-1, "Wed, 31 Dec 1969 23:59:59 GMT"), (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
        ])
    func writesDates(seconds: Int, text: String) {
        #expect(HTTPDate.format(seconds) == text)
        #expect(HTTPDate.parse(text) == seconds)
    }

    @Test("dates in the older forms, and texts that are no dates")
    func readsDates() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        ] {
            #expect(HTTPDate.parse(text) == 784_111_777, "\(text)")
        }
        #expect(HTTPDate.parse("Saturday, 01-Jan-00 00:00:00 GMT") == 946_684_800)
        for text in [
            "", "now", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Now 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 94 08:49:37 GMT", "Sun, 32 Nov 1994 08:49:37 GMT", "\"tag\"",
            "Day, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 8:49:37 GMT", "1994-11-06T08:49:37Z",
        ] {
            #expect(HTTPDate.parse(text) == nil, "\(text)")
        }
    }

    private static func headers(_ lines: [String]) throws -> RequestHeaders {
        var reader = RequestReader(limits: WireLimits())
        reader.append(Array((["GET / HTTP/1.1", "Host: a"] + lines + ["", ""]).joined(separator: "\r\n").utf8))
        guard case .head(let head, _)? = try reader.next() else { throw Failure.noHead }
        return head.headers
    }

    private enum Failure: Error { case noHead }

    @Test(
        "conditions, in the order of the RFC",
        arguments: [
            ([], .perform), (["If-Match: \"a,b\""], .perform), (["If-Match: \"a\", \"b\""], .failed),
            (["If-Match: \"a\"", "If-Match: x, \"a,b\""], .perform), (["If-Match: a,b"], .failed),
            (["If-Match: *"], .perform), (["If-None-Match: W/\"a,b\""], .notModified),
            (["If-None-Match: *"], .notModified),
            (["If-None-Match: \"c\"", "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT"], .perform),
            (["If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT"], .notModified),
            (["If-Modified-Since: Sun, 06 Nov 1994 08:49:36 GMT"], .perform),
            (["If-Unmodified-Since: Sun, 06 Nov 1994 08:49:36 GMT"], .failed),
            (["If-Unmodified-Since: Sun, 06 Nov 1994 08:49:37 GMT"], .perform),
            (["If-Unmodified-Since: Sun, 06 Nov 1994 08:49:36 GMT", "If-Match: \"a,b\""], .perform),
            (["If-Match: \"a,b\"", "If-None-Match: \"a,b\""], .notModified),
        ] as [([String], Validators.Verdict)])
    func evaluatesConditions(lines: [String], verdict: Validators.Verdict) throws {
        let validators = Validators(tag: EntityTag("a,b"), modified: 784_111_777)
        #expect(try validators.verdict(on: Self.headers(lines)) == verdict)
        guard lines.allSatisfy({ $0.contains("Since") }) else { return }
        #expect(try Validators(tag: EntityTag("a,b"), modified: nil).verdict(on: Self.headers(lines)) == .perform)
    }

    @Test("a range needs its condition to hold exactly")
    func evaluatesRangeConditions() throws {
        let validators = Validators(tag: EntityTag("a"), modified: 784_111_777)
        for (value, isAllowed) in [
            ("\"a\"", true), ("W/\"a\"", false), ("\"b\"", false), ("*", false), ("a", false),
            ("Sun, 06 Nov 1994 08:49:37 GMT", true), ("Sun, 06 Nov 1994 08:49:38 GMT", false),
        ] {
            #expect(try validators.allowRange(Self.headers(["If-Range: \(value)"])) == isAllowed, "\(value)")
        }
        #expect(try validators.allowRange(Self.headers([])))
    }
}
