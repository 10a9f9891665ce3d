// Unpacking of DEFLATE data that stands alone.

import Foundation
import Testing
import Zlib

@Suite struct InflateTests {
    private static let dynamic = """
        eNql1U0KwlAMReG5q8gCREyu9WcP3cQDU1qQKjYDly9OHZ43DZzZx824rGlHe07WrPJTVnMre+crW2221JaPaW9tvf\
        /dDrvxVzouA5fC5QmXAy7PuLzg8orLG5fQgYgrcs7IuSPnkJxLck7JuSXnmJxrCq4pOjaJawquKbim4JqCawquKbim\
        4JrENYlrUseL45rENYlrEtckrklck5CmL8IxLmY=
        """

    private func decoded(_ text: String) throws -> [UInt8] { Array(try #require(Data(base64Encoded: text))) }

    private func unpack(_ data: [UInt8], maximum: Int = 10_000) throws -> [UInt8] {
        var budget = Int.max
        return try Inflate.bytes(of: data[...], maximum: maximum, budget: &budget)
    }

    @Test("stored, fixed and dynamic blocks are unpacked, with and without the zlib wrapper")
    func blocks() throws {
        let long = (0..<40).map { "Line \($0) of a text that repeats itself, and repeats itself.\n" }.joined()
        #expect(try unpack(decoded(Self.dynamic)) == Array(long.utf8))
        #expect(try unpack(decoded("S8usSE1RSM5PSS3WUUhDcBQB")) == Array("fixed codes, fixed codes!".utf8))
        #expect(try unpack(decoded("AQYA+f9zdG9yZWQ=")) == Array("stored".utf8))
    }

    @Test("what follows the data is ignored, and a wrong checksum too")
    func trailing() throws {
        let writer = ZlibWriter()
        writer.append(Array("packed".utf8))
        let packed = writer.finish()
        #expect(try unpack(packed + [1, 2, 3]) == Array("packed".utf8))
        #expect(try unpack(packed.dropLast(4) + [0, 0, 0, 0]) == Array("packed".utf8))
        #expect(try unpack(packed.dropLast(4)) == Array("packed".utf8))
    }

    @Test("too much and too little data are errors")
    func refused() throws {
        let data = try decoded(Self.dynamic)
        let count = try unpack(data).count
        #expect(try unpack(data, maximum: count).count == count)
        #expect(throws: Inflate.Failure.tooLarge) { try unpack(data, maximum: count - 1) }
        for count in 0..<60 {
            #expect(throws: Inflate.Failure.damaged) { try unpack(Array(data.prefix(count))) }
        }
        #expect(throws: Inflate.Failure.damaged) { try unpack([0xFF, 0xFF, 0xFF]) }
    }

    @Test("what was unpacked is taken off the budget, usable or not")
    func budget() throws {
        let writer = ZlibWriter()
        writer.append([UInt8](repeating: 7, count: 100_000))
        let packed = writer.finish()
        var budget = 250_000
        #expect(try Inflate.bytes(of: packed[...], maximum: 100_000, budget: &budget).count == 100_000)
        #expect(budget == 150_000)
        let cut = Array(packed.dropLast(20))
        #expect(throws: Inflate.Failure.damaged) { try Inflate.bytes(of: cut[...], maximum: 100_000, budget: &budget) }
        #expect(budget < 150_000)
        #expect(throws: Inflate.Failure.tooLarge) { try Inflate.bytes(of: packed[...], maximum: 10, budget: &budget) }
        budget = 50_000
        #expect(throws: Inflate.Failure.tooLarge) {
            try Inflate.bytes(of: packed[...], maximum: 100_000, budget: &budget)
        }
        #expect(budget <= 0)
    }
}
