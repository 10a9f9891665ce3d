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
            ("bytes=0-3", .range(0..<4)), ("bytes=5-", .range(5..<10)), ("bytes=-3", .range(7..<10)),
            ("bytes=-30", .range(0..<10)), ("bytes=8-100", .range(8..<10)), ("Bytes=0-0", .range(0..<1)),
            ("bytes=10-", .unsatisfiable), ("bytes=-0", .unsatisfiable), ("bytes=5-2", .whole),
            ("bytes=0-1,3-4", .whole),
            ("items=0-1", .whole), ("bytes=a-b", .whole), ("bytes=-", .whole), ("bytes=", .whole),
            ("bytes=+1-2", .whole), ("bytes=0-99999999999999999999", .whole),
            ("bytes=0-999999999999999999", .range(0..<10)),
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
    }
}
