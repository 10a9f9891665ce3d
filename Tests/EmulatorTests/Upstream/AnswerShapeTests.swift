// Tests of the comparison of shapes: members and types count, values and what is not there do not.

import Emulator
import JSON
import Testing

@Suite("Shape of answers")
struct AnswerShapeTests {
    @Test(
        "values, nulls, empty lists, order and kinds of numbers make no difference",
        arguments: [
            (#"{"id": 1, "name": "a"}"#, #"{"name": "b", "id": 2.5}"#),
            (#"{"tag": null}"#, #"{"tag": "x"}"#),
            (#"{"data": []}"#, #"{"data": [{"id": 1}]}"#),
            (#"{"data": [{"id": 1}, {"id": 2, "more": true}]}"#, #"{"data": [{"id": 7, "more": false}]}"#),
            ("{}", #"{"anything": 1}"#),
            (#""text""#, #""other""#),
        ])
    func isEqual(ours: String, theirs: String) throws {
        let differences = AnswerShape.differences(
            ours: try JSON(parsing: Array(ours.utf8)), theirs: try JSON(parsing: Array(theirs.utf8)))
        #expect(differences == [])
    }

    @Test("members and types are named by their places")
    func differs() {
        let ours: JSON = ["id": "x", "old": 1, "data": [["a/b": true]]]
        let theirs: JSON = ["id": 5, "data": [["a/b": "yes"]], "new": [:]]
        typealias Difference = AnswerShape.Difference
        #expect(
            AnswerShape.differences(ours: ours, theirs: theirs) == [
                Difference(pointer: "/id", ours: "string", theirs: "number"),
                Difference(pointer: "/old", ours: "number", theirs: "no such member"),
                Difference(pointer: "/data/*/a~1b", ours: "boolean", theirs: "string"),
                Difference(pointer: "/new", ours: "no such member", theirs: "object"),
            ])
    }

    @Test("a document that differs everywhere costs a bounded number of differences")
    func isBounded() {
        let many = JSON.object(JSONObject((0..<500).map { ("k\($0)", .int($0)) }))
        let other = JSON.object(JSONObject((0..<500).map { ("k\($0)", .string("x")) }))
        #expect(AnswerShape.differences(ours: many, theirs: other).count == 100)
    }
}
