// Pointers of RFC 6901: its own examples, and texts that are none.

import JSON
import Testing

@Suite struct JSONPointerTests {
    private let document: JSON = [
        "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8,
    ]

    @Test(
        "the examples of section 5",
        arguments: [
            ("/foo/0", "bar"), ("/", 0), ("/a~1b", 1), ("/c%d", 2), ("/e^f", 3), ("/g|h", 4), ("/i\\j", 5),
            ("/k\"l", 6), ("/ ", 7), ("/m~0n", 8),
        ] as [(String, JSON)])
    func finds(text: String, value: JSON) throws {
        let pointer = try #require(JSONPointer(parsing: text))
        #expect(document.value(at: pointer) == value)
        #expect(pointer.description == text)
    }

    @Test("the empty pointer is the whole document")
    func findsTheWhole() throws {
        #expect(document.value(at: try #require(JSONPointer(parsing: ""))) == document)
    }

    @Test(
        "places that are not there are nil",
        arguments: ["/foo/2", "/foo/-1", "/foo/01", "/foo/+1", "/x", "/foo/0/x", "/a/b"])
    func findsNothing(text: String) throws {
        #expect(document.value(at: try #require(JSONPointer(parsing: text))) == nil)
    }

    @Test("texts that are no pointers", arguments: ["a", "/~", "/~2", "/a~"])
    func refuses(text: String) {
        #expect(JSONPointer(parsing: text) == nil)
    }
}
