// Parts of a text are found where they stand, and are written as they stand there.

import JSON
import Testing

@Suite struct JSONPartsTests {
    private func written(_ text: String) -> [String] {
        let bytes = Array(text.utf8)
        return JSONParts(of: bytes).map { part in
            var writer = JSONWriter()
            writer.value(at: part.value, of: bytes)
            return (part.key.map { $0 + " " } ?? "") + String(decoding: writer.bytes, as: UTF8.self)
        }
    }

    @Test(
        "elements and members come in order, to the letter but without spaces around them",
        arguments: [
            ("[]", []), ("{ }", []), ("7", []), ("\"[1]\"", []),
            ("[1.50,2e3 , -0,true]", ["1.50", "2e3", "-0", "true"]),
            (#" { "a" : [ 1E5 , {"b": "x , ] y"} ] , "c":null}"#, [#"a [1E5,{"b":"x , ] y"}]"#, "c null"]),
            (#"{"\u0061\"":"\u0061 \\\" }","":[[],[ ],{}]}"#, [#"a" "\u0061 \\\" }""#, " [[],[],{}]"]),
            ("[[1,[2]],\n3\t,{\"k\":{}}]", ["[1,[2]]", "3", #"{"k":{}}"#]),
        ] as [(String, [String])])
    func parts(text: String, expected: [String]) {
        #expect(written(text) == expected)
    }

    @Test("parts of a part are found in the same text")
    func nested() {
        let bytes = Array(#"{"skip":[9],"labels":[{"n":1.0},{"n":2.00}]}"#.utf8)
        let list = JSONParts(of: bytes).first { $0.key == "labels" }
        let numbers = JSONParts(of: bytes, at: list?.value).flatMap { JSONParts(of: bytes, at: $0.value) }
        #expect(numbers.map { String(decoding: bytes[$0.value], as: UTF8.self) } == ["1.0", "2.00"])
    }
}
