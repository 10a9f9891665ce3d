// Tests of the scanner of JSON frames.

import JSON
import TestSupport
import Testing

@testable import DeepenTools

@Suite("Deepen tools: scanner of JSON frames")
struct FrameScannerTests {
    @Test("points are counted whatever stands around them")
    func scanner() throws {
        var scanner = FrameScanner()
        let text =
            #" {"a":"points\"[{","points" : [ {"x":[1,{"y":2}]} , {"s":"]}"} ],"images":[{"u":"a]b"}],"z":{"points":[{}]}} "#
        for byte in text.utf8 { scanner.append([byte]) }
        let frame = try scanner.finish(name: "f")
        #expect(frame.points == 2)
        #expect(frame.cameras == [["u": "a]b"]])
    }
}
