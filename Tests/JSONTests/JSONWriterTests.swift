// The writer's text is compact, valid and reads back as what was written.

import JSON
import Testing

@Suite struct JSONWriterTests {
    private func written(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test("commas come by themselves, at every level")
    func separates() {
        let text = written { writer in
            writer.beginObject()
            writer.field("a", 1)
            writer.key("b")
            writer.beginArray()
            writer.int(1)
            writer.beginObject()
            writer.endObject()
            writer.beginArray()
            writer.endArray()
            writer.string("x")
            writer.endArray()
            writer.field("c", true)
            writer.endObject()
        }
        #expect(text == #"{"a":1,"b":[1,{},[],"x"],"c":true}"#)
    }

    @Test("strings and raw values may be written in pieces, which are escaped as the whole would be")
    func writesPieces() {
        let text = written { writer in
            writer.beginArray()
            writer.beginString()
            writer.piece("a\"")
            writer.piece("")
            writer.piece("\u{1}é")
            writer.endString()
            writer.beginRaw()
            writer.rawPiece(Array("{".utf8).span)
            writer.rawPiece(Array("}".utf8).span)
            writer.plainString(2) { output in
                output.append(UInt8(ascii: "o"))
                output.append(UInt8(ascii: "k"))
            }
            writer.endArray()
        }
        #expect(text == #"["a\"\u0001é",{},"ok"]"#)
    }

    @Test("members in one call are those in two, whether their text needs escapes or not")
    func writesMembers() {
        let text = written { writer in
            writer.beginObject()
            writer.field("a", utf8: Array("plain".utf8).span)
            writer.field("b", utf8: Array("\"quoted\"".utf8).span)
            writer.field("c", raw: Array("[1]".utf8).span)
            writer.field("d", plain: 2) { output in
                output.append(UInt8(ascii: "o"))
                output.append(UInt8(ascii: "k"))
            }
            writer.field("e", Int.min)
            writer.field("f", nil as String?)
            writer.field("g", "" as String?)
            writer.field("h", false)
            writer.endObject()
        }
        #expect(
            text
                == #"{"a":"plain","b":"\"quoted\"","c":[1],"d":"ok","e":-9223372036854775808,"f":null,"g":"","h":false}"#
        )
    }

    @Test("a writer takes any length, and is empty when its text was taken", arguments: [0, 1, 255, 256, 257, 5000])
    func takes(length: Int) {
        var writer = JSONWriter(reserving: length % 2 == 0 ? 0 : 256)
        let text = String(repeating: "x", count: length)
        for _ in 0..<2 {
            writer.beginArray()
            writer.string(text)
            writer.int(1)
            writer.endArray()
            let copy = writer
            #expect(writer.count == length + 6)
            #expect(writer.take() == Array("[\"\(text)\",1]".utf8))
            #expect(writer.count == 0)
            #expect(writer.bytes == [])
            #expect(copy.bytes == Array("[\"\(text)\",1]".utf8))
        }
    }

    @Test("an escape is found wherever in a string it is", arguments: ["\"", "\\", "\n", "\u{1F}", "\u{0}"])
    func findsEscapes(_ character: String) throws {
        for length in 0..<20 {
            for place in 0...length {
                let text =
                    String(repeating: "!", count: place) + character + String(repeating: "é", count: length - place)
                #expect(try JSON(parsing: written { $0.string(text) }).string == text)
            }
        }
        // Neighbours of what must be escaped, in one word of eight bytes.
        let plain = "!#[]\u{7F}\u{20}aé!#[]\u{7F}\u{20}aé"
        #expect(written { $0.string(plain) } == "\"\(plain)\"")
    }

    @Test(
        "numbers are short and read back as the same number",
        arguments: [
            (0.0, "0.0"), (-0.0, "-0.0"), (1.0, "1.0"), (0.1, "0.1"), (1e22, "1e+22"), (-2.5, "-2.5"), (1e-7, "1e-07"),
            (123456789.125, "123456789.125"), (Double.infinity, "null"), (Double.nan, "null"),
        ])
    func writesDoubles(value: Double, text: String) throws {
        #expect(written { $0.double(value) } == text)
        if value.isFinite { #expect(try JSON(parsing: text).double == value) }
    }

    @Test("whole numbers to both ends", arguments: [0, 9, 10, -1, .max, .min])
    func writesInts(value: Int) {
        #expect(written { $0.int(value) } == String(value))
    }

    @Test("fixed decimals are rounded and have no zeros that they do not need")
    func rounds() {
        #expect(written { $0.fixedDecimal(8.64449, digits: 3) } == "8.644")
        #expect(written { $0.fixedDecimal(8.6, digits: 3) } == "8.6")
        #expect(written { $0.fixedDecimal(8, digits: 3) } == "8.0")
        #expect(written { $0.fixedDecimal(1e300, digits: 3) } == "1e+300")
    }

    @Test("strings escape what they must and nothing else")
    func escapes() {
        #expect(
            written { $0.string("a\"\\\u{8}\t\n\u{c}\r\u{1}\u{1f}/ä😀\u{7f}") }
                == #""a\"\\\b\t\n\f\r\u0001\u001f/ä😀\#u{7f}""#)
        #expect(written { $0.string(utf8: [0x61, 0x22].span) } == #""a\"""#)
    }

    @Test("raw values count as values")
    func writesRaw() {
        let text = written { writer in
            writer.beginArray()
            writer.raw("null")
            writer.raw(Array("[1]".utf8))
            writer.raw([0x32].span)
            writer.endArray()
        }
        #expect(text == "[null,[1],2]")
    }

    @Test("optional fields are null when there is nothing")
    func writesOptionals() {
        let text = written { writer in
            writer.beginObject()
            writer.field("a", nil as String?)
            writer.field("b", nil as Int?)
            writer.field("c", 1.5)
            writer.field("d", ["x": [1]])
            writer.endObject()
        }
        #expect(text == #"{"a":null,"b":null,"c":1.5,"d":{"x":[1]}}"#)
    }

    @Test("pretty text is the same value")
    func prettyPrints() throws {
        let value: JSON = ["a": [1, ["b": nil]], "c": [], "d": [:]]
        #expect(
            value.pretty()
                == "{\n  \"a\": [\n    1,\n    {\n      \"b\": null\n    }\n  ],\n  \"c\": [],\n  \"d\": {}\n}")
        #expect(try JSON(parsing: value.pretty()) == value)
    }
}
