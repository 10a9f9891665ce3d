// Numbers are compared by value, however they are written and however large they are.

import JSON
import Testing

@Suite struct JSONComparisonTests {
    @Test(
        "equal numbers are equal however they are written",
        arguments: [
            ("1", "1.0"), ("-0", "0.0"), ("-0.0", "0"), ("100", "1e2"), ("0.5", "5e-1"), ("1e3", "1000.0"),
            ("9007199254740993", "9007199254740993.0"), ("18446744073709551616", "18446744073709551616.000"),
            ("100000000000000000000", "1e20"), ("100000000000000000000000", "1E+23"),
            ("[1, {\"a\": 2}]", "[1.0, {\"a\": 2.0}]"),
        ])
    func equal(left: String, right: String) throws {
        #expect(try JSON(parsing: left) == JSON(parsing: right))
        #expect(try JSON(parsing: right) == JSON(parsing: left))
    }

    @Test(
        "others are not, and the smaller one is known",
        arguments: [
            ("1", "1.5"), ("-2", "-1.0"), ("9007199254740992", "9007199254740993"),
            ("9007199254740992.0", "9007199254740993"), ("18446744073709551616", "18446744073709551617"),
            ("-18446744073709551617", "-18446744073709551616"), ("1e20", "100000000000000000001"), ("0", "1e-300"),
            ("-1e300", "0"), ("9223372036854775807", "9223372036854775808"), ("99999999999999999999", "1e21"),
        ])
    func ordered(smaller: String, larger: String) throws {
        let (smaller, larger) = (try JSON(parsing: smaller), try JSON(parsing: larger))
        #expect(smaller != larger)
        #expect(smaller.isLess(than: larger))
        #expect(!larger.isLess(than: smaller))
        #expect(!smaller.isLess(than: smaller))
    }

    @Test("a number is not the text that spells it, nor the Boolean that it may stand for")
    func kinds() {
        #expect(JSON.int(1) != "1")
        #expect(JSON.int(1) != true)
        #expect(JSON.int(0) != nil)
        #expect(!JSON.int(1).isLess(than: "2"))
    }

    @Test("a whole number of any notation is an integer, if it fits 64 bits")
    func integers() throws {
        #expect(JSON.double(1000).int == 1000)
        #expect(try JSON(parsing: "1e3").int == 1000)
        #expect(try JSON(parsing: "9223372036854775807.0").int == .max)
        #expect(JSON.double(1.5).int == nil)
        #expect(JSON.double(.nan).int == nil)
        #expect(try JSON(parsing: "1e20").int == nil)
        #expect(try JSON(parsing: "9223372036854775808").int == nil)
    }

    @Test(
        "large whole numbers keep every digit",
        arguments: ["9007199254740993", "18446744073709551617", "-123456789012345678901234567890"])
    func keepsDigits(text: String) throws {
        #expect(try JSON(parsing: text).description == text)
        #expect(try JSON(parsing: text + ".0").description == text)
    }

    @Test("equal numbers have one normal form, which nothing else has")
    func normalForms() throws {
        #expect(JSONNumber(.int(1200)) == JSONNumber(.double(1200)))
        #expect(JSONNumber(.int(1200))?.description == "12e4")
        #expect(JSONNumber(.double(-0.0))?.description == "e0")
        #expect(JSONNumber(.double(.infinity)) == nil)
        #expect(JSONNumber("1") == nil)
    }
}
