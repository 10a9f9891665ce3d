// The parser takes RFC 8259 and nothing else, and says where it stopped.

import JSON
import Testing

@Suite struct JSONParserTests {
    @Test(
        "values are read as what they are",
        arguments: [
            ("null", JSON.null), (" true\n", true), ("false", false), ("0", 0), ("-0", 0), ("-12", -12),
            ("1.5", 1.5), ("1e3", 1000.0), ("1E-2", 0.01), ("9223372036854775807", .int(.max)),
            ("-9223372036854775808", .int(.min)), ("9223372036854775808", .bigInteger("9223372036854775808")),
            (#""a\"\\\/\b\f\n\r\t""#, .string("a\"\\/\u{8}\u{c}\n\r\t")), (#""\u00e4\ud83d\ude00""#, "ä😀"),
            ("[]", []), ("[1,[2],{}]", [1, [2], [:]]), (#"{"a":{"b":[null]}}"#, ["a": ["b": [nil]]]),
        ] as [(String, JSON)])
    func reads(text: String, value: JSON) throws {
        #expect(try JSON(parsing: text) == value)
    }

    @Test(
        "what is not JSON is refused with its kind and place",
        arguments: [
            ("", .unexpectedEnd, 0), ("  ", .unexpectedEnd, 2), ("{", .unexpectedEnd, 1), ("[1", .unexpectedEnd, 2),
            ("[1,]", .unexpectedByte(93), 3), (#"{"a":1,}"#, .unexpectedByte(125), 7), ("tru", .unexpectedEnd, 3),
            ("trux", .unexpectedByte(120), 3), ("1 2", .trailingText, 2), ("01", .badNumber, 0),
            ("1.", .unexpectedEnd, 2), (".5", .unexpectedByte(46), 0), ("1e", .unexpectedEnd, 2),
            ("+1", .unexpectedByte(43), 0),
            ("1e999", .numberOutOfRange, 0), ("NaN", .unexpectedByte(78), 0), (#""\x""#, .badEscape, 1),
            (#""\ud800""#, .loneSurrogate, 1), (#""\udc00""#, .loneSurrogate, 1), ("\"\u{1}\"", .controlCharacter, 1),
            (#"{"a":1,"a":2}"#, .duplicateKey("a"), 7), (#"{"\u0061":1,"a":2}"#, .duplicateKey("a"), 12),
            ("{1:2}", .unexpectedByte(49), 1), ("'a'", .unexpectedByte(39), 0), ("\u{FEFF}1", .byteOrderMark, 0),
            ("[1 /* no */]", .unexpectedByte(47), 3),
        ] as [(String, JSONError.Kind, Int)])
    func refuses(text: String, kind: JSONError.Kind, offset: Int) {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: text) }
        #expect(error?.kind == kind)
        #expect(error?.offset == offset)
    }

    @Test(
        "bytes that are not UTF-8 are refused",
        arguments: [[0xFF], [0xC3], [0xC0, 0x80], [0xED, 0xA0, 0x80]] as [[UInt8]])
    func refusesBadUTF8(bytes: [UInt8]) {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: [0x22] + bytes + [0x22]) }
        #expect(error?.kind == .invalidUTF8)
    }

    @Test("the place of an error counts lines and columns from one")
    func countsLines() {
        let error = #expect(throws: JSONError.self) { try JSON(parsing: "{\n  \"a\": 1,\n  \"b\" 2\n}") }
        #expect(error?.line == 3)
        #expect(error?.column == 7)
        #expect(error?.message == "Unexpected '2' at line 3, column 7.")
    }

    @Test("nesting beyond the limit is refused, up to the limit it is not")
    func boundsDepth() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        _ = try JSON(parsing: nested(64))
        let error = #expect(throws: JSONError.self) { try JSON(parsing: nested(65)) }
        #expect(error?.kind == .tooDeep(64))
        // No limit that a caller asks for lets a text reach the end of the stack.
        _ = #expect(throws: JSONError.self) {
            try JSON(parsing: nested(1_000_000), limits: JSONLimits(depth: .max))
        }
    }

    @Test("a text beyond the size limit is refused before it is read")
    func boundsSize() {
        let error = #expect(throws: JSONError.self) {
            try JSON(parsing: "[1,2,3]", limits: JSONLimits(maximumBytes: 6))
        }
        #expect(error?.kind == .tooLarge(6))
    }

    @Test(
        "the memory of a value is bounded, whatever it consists of",
        arguments: [
            "[],", "{},", "1,", "[1],", "{\"a\":1},", "\"a text that is not short\",",
        ])
    func boundsMemory(element: String) throws {
        let text = { (count: Int) in "[" + String(repeating: element, count: count) + "0]" }
        let limits = JSONLimits(memory: 1 << 20)
        #expect(try JSON(parsing: text(1000), limits: limits).array?.count == 1001)
        let error = #expect(throws: JSONError.self) { try JSON(parsing: text(40_000), limits: limits) }
        #expect(error?.kind == .tooManyValues(memory: 1 << 20))
    }

    @Test("the members of an object count, too")
    func boundsMembers() {
        let text = "{" + (0..<20_000).map { "\"k\($0)\":0" }.joined(separator: ",") + "}"
        let error = #expect(throws: JSONError.self) { try JSON(parsing: text, limits: JSONLimits(memory: 1 << 20)) }
        #expect(error?.kind == .tooManyValues(memory: 1 << 20))
    }

    @Test("members keep their order")
    func keepsOrder() throws {
        let keys = (0..<40).map { "k\(($0 * 7) % 40)" }
        let text = "{" + keys.map { "\"\($0)\":1" }.joined(separator: ",") + "}"
        #expect(try JSON(parsing: text).object?.keys == keys)
        #expect(try JSON(parsing: text).description == text)
    }

    @Test("any damage gives a value or an error, and values survive being written and read again")
    func survivesDamage() throws {
        let sample = Array(
            #"{"a":[1,-2.5e3,"x\u00e9\n",null,true],"b":{"c":"ä😀","d":[[],{}]},"e":12345678901234567890}"#.utf8)
        var state: UInt64 = 7
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(truncatingIfNeeded: (state >> 33) % UInt64(bound))
        }
        var values = 0
        for _ in 0..<20_000 {
            var bytes = sample
            for _ in 0...random(3) {
                switch random(3) {
                case 0: bytes[random(bytes.count)] = UInt8(random(256))
                case 1: bytes.remove(at: random(bytes.count))
                default: bytes.insert(sample[random(sample.count)], at: random(bytes.count))
                }
            }
            guard let value = try? JSON(parsing: bytes) else { continue }
            values += 1
            #expect(try JSON(parsing: value.serialized()) == value)
        }
        #expect(values > 100)
    }
}
