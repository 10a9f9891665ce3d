// Texts that spell a parameter, and names that are nearly right.

import JSON
import Testing

@testable import Contract

@Suite struct ParameterReaderTests {
    private static let modules = """
        {"type": "object", "properties": {"modules": {"$ref": "@Modules"}}}
        """
    private static let components = [
        "Modules": """
        {"type": "object", "x-parameters": true, "additionalProperties": false, "properties": {
          "face": {"$ref": "@Face"},
          "text": {"type": "object", "properties": {"mode": {"type": "string"}, "top_p": {"type": "number"}}}}}
        """,
        "Face": """
        {"type": "object", "properties": {"model": {"type": "string"}, "max_distance": {"type": "number", "maximum": 2},
         "top_k": {"type": "integer"}, "cluster": {"type": ["boolean", "null"]}, "level": {"type": "number", "enum": [0, 1]},
         "words": {"type": "array"}, "either": {"type": ["boolean", "string"]},
         "range": {"type": "object", "properties": {"start": {"type": "number"}}}}}
        """,
    ]

    private func read(_ face: String) throws -> Result<JSON, BodyError> {
        let schema = try Samples.schema(Self.modules, Self.components)
        return schema.read(["modules": ["face": try JSON(parsing: face)]])
    }

    @Test(
        "a text counts as the boolean or number that it spells, where no text is expected",
        arguments: [
            (#"{"max_distance":"1.5"}"#, #"{"max_distance":1.5}"#), (#"{"top_k":"3"}"#, #"{"top_k":3}"#),
            (#"{"cluster":"true"}"#, #"{"cluster":true}"#), (#"{"cluster":"False"}"#, #"{"cluster":false}"#),
            (#"{"level":"1"}"#, #"{"level":1}"#), (#"{"model":"1"}"#, #"{"model":"1"}"#),
            (#"{"either":"true"}"#, #"{"either":"true"}"#), (#"{"own":"1"}"#, #"{"own":"1"}"#),
            (#"{"range":{"start":"2.5"}}"#, #"{"range":{"start":2.5}}"#), (#"{"top_k":3}"#, #"{"top_k":3}"#),
        ])
    func spelled(given: String, expected: String) throws {
        let value = try read(given).get()
        #expect(value["modules"]?["face"]?.description == expected)
    }

    @Test(
        "a text that spells nothing, or too much, is refused as it was sent",
        arguments: [
            (#"{"max_distance":"far"}"#, "type", #""far""#), (#"{"max_distance":"3"}"#, "maximum", "3"),
            (#"{"top_k":"1.5"}"#, "type", #""1.5""#), (#"{"words":"a"}"#, "type", #""a""#),
            (#"{"cluster":""}"#, "", ""), (#"{"cluster":"perhaps"}"#, "type", #""perhaps""#),
        ])
    func refused(given: String, keyword: String, got: String) throws {
        guard !keyword.isEmpty else {
            #expect(try read(given).get()["modules"]?["face"]?.description == #"{"cluster":null}"#)
            return
        }
        let error = #expect(throws: BodyError.self) { try read(given).get() }
        #expect(error?.violations.map(\.keyword) == [keyword])
        #expect(error?.violations.first?.got == got)
    }

    @Test(
        "a misspelt parameter is refused, an unknown one and one of another module are not",
        arguments: [
            ("max_distanse", "max_distance"), ("maxdistance", "max_distance"), ("modle", "model"),
            ("Model", "model"), ("colour", nil), ("mode", nil), ("top_p", nil), ("threshold", nil),
        ] as [(String, String?)])
    func misspelt(name: String, meant: String?) throws {
        let result = try read(#"{"\#(name)":1}"#)
        guard let meant else {
            #expect(try result.get()["modules"]?["face"]?[name] == 1)
            return
        }
        let error = #expect(throws: BodyError.self) { try result.get() }
        #expect(error?.violations.map(\.pointer) == ["/modules/face/\(name)"])
        #expect(error?.violations.first?.expected == "a parameter of this module (did you mean \(meant)?)")
    }

    @Test("a misspelt member of a closed object is refused with what it may have been meant to be")
    func misspeltModule() throws {
        let schema = try Samples.schema(Self.modules, Self.components)
        let near = schema.validate(["modules": ["faec": [:]]])
        #expect(near.map(\.expected) == ["no further member (did you mean face?)"])
        let far = schema.validate(["modules": ["colour": [:]]])
        #expect(far.map(\.expected) == ["no further member"])
    }

    @Test("of equally near names the first in the alphabet is meant, and long names are not compared")
    func nearest() {
        #expect(Misspelling.nearest(to: "cat", among: ["rat", "bat", "dog"]) == "bat")
        #expect(Misspelling.nearest(to: "listJob", among: ["listJobs", "getJob"]) == "listJobs")
        #expect(Misspelling.nearest(to: "abcdef", among: ["abdcfe"], mostEdits: 1) == nil)
        #expect(Misspelling.nearest(to: "abcdef", among: ["abdcfe"]) == "abdcfe")
        #expect(Misspelling.hint(for: "listJob", among: ["listJobs", "getJob"]) == " Did you mean listJobs?")
        #expect(Misspelling.hint(for: "listJob", among: ["create"]) == "")
        let long = String(repeating: "a", count: 1000)
        #expect(Misspelling.nearest(to: long, among: [long + "b"]) == nil)
    }
}
