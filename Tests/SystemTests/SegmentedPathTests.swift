// Segments are found where they lie, whatever separates them.

import System
import Testing

@Suite struct SegmentedPathTests {
    @Test(
        "segments come back as they went in",
        arguments: [[], [""], ["a"], ["a", ""], ["", "a"], ["a/b", "c"], ["\u{FFFD}", "ÿ", "/"]] as [[String]])
    func keepsSegments(segments: [String]) {
        let path = SegmentedPath(segments)
        #expect(path.segments == segments)
        #expect(path.isEmpty == segments.isEmpty)
    }

    @Test("segments between slashes are found in the middle of other bytes")
    func findsSegments() {
        let path = SegmentedPath(Array("GET /t/a//b/ HTTP".utf8), at: 5..<11, separator: UInt8(ascii: "/"))
        #expect(path.segments == ["t", "a", "", "b"])
        #expect(path.text(5..<8) == "t/a")
        #expect(SegmentedPath(Array("/".utf8), at: nil, separator: UInt8(ascii: "/")).segments == [])
        #expect(SegmentedPath(Array("/".utf8), at: 1..<1, separator: UInt8(ascii: "/")).segments == [""])
    }

    @Test("a path begins with its whole first segment, and with nothing else")
    func begins() {
        let path = SegmentedPath(["tea", "t"])
        #expect(path.begins(with: "tea"))
        for other in ["t", "te", "teas", "tea/t", ""] { #expect(!path.begins(with: other)) }
        #expect(!SegmentedPath([]).begins(with: ""))
        #expect(SegmentedPath([""]).begins(with: ""))
    }

    @Test("segments are taken away one after the other")
    func removes() {
        var path = SegmentedPath(["a", "b/c"])
        #expect(path.removeFirst() == "a")
        #expect(path.segments == ["b/c"])
        #expect(path.removeFirst() == "b/c")
        #expect(path.isEmpty)
        #expect(path.removeFirst() == nil)
    }
}
