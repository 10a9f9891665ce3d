// Scaling.

import Formats
import Testing

@Suite struct BitmapTests {
    @Test("a bitmap needs exactly its samples")
    func sizes() {
        #expect(Bitmap(width: 2, height: 2, layout: .rgb, samples: [UInt8](repeating: 0, count: 12)) != nil)
        #expect(Bitmap(width: 2, height: 2, layout: .rgb, samples: [UInt8](repeating: 0, count: 11)) == nil)
        #expect(Bitmap(width: 0, height: 2, layout: .grey, samples: []) == nil)
        #expect(Bitmap(width: 65536, height: 1, layout: .grey, samples: [UInt8](repeating: 0, count: 65536)) == nil)
    }

    @Test("halving averages four pixels")
    func halving() throws {
        let bitmap = Bitmap(width: 4, height: 2, layout: .grey, samples: [0, 10, 255, 255, 20, 31, 255, 255])!
        #expect(try bitmap.reduced(width: 2, height: 1).samples == [15, 255])
    }

    @Test("uneven ratios weigh the pixels on the border by their share")
    func uneven() throws {
        let bitmap = Bitmap(width: 3, height: 1, layout: .grey, samples: [0, 90, 255])!
        // Columns cover 1.5 pixels each: (0 + 45) / 1.5 and (45 + 255) / 1.5.
        #expect(try bitmap.reduced(width: 2, height: 1).samples == [30, 200])
        let column = Bitmap(width: 1, height: 3, layout: .grey, samples: [0, 90, 255])!
        #expect(try column.reduced(width: 1, height: 2).samples == [30, 200])
    }

    @Test("what is transparent gives no colour away")
    func transparency() throws {
        let bitmap = Bitmap(width: 2, height: 1, layout: .rgba, samples: [255, 0, 0, 0, 0, 0, 200, 255])!
        #expect(try bitmap.reduced(width: 1, height: 1).samples == [0, 0, 200, 128])
        let clear = Bitmap(width: 2, height: 1, layout: .greyAlpha, samples: [9, 0, 7, 0])!
        #expect(try clear.reduced(width: 1, height: 1).samples == [0, 0])
    }

    @Test("a plain picture stays plain at every size", arguments: [1, 2, 3, 7, 13, 50, 99, 100, 200])
    func plain(size: Int) throws {
        let samples = (0..<100 * 60).flatMap { _ in [10, 200, 255] as [UInt8] }
        let whole = Bitmap(width: 100, height: 60, layout: .rgb, samples: samples)!
        let reduced = try whole.reduced(width: size, height: size)
        #expect(reduced.width == min(size, 100))
        #expect(reduced.height == min(size, 60))
        #expect(reduced.samples.count == reduced.width * reduced.height * 3)
        #expect(stride(from: 0, to: reduced.samples.count, by: 3).allSatisfy { reduced.samples[$0] == 10 })
        #expect(stride(from: 2, to: reduced.samples.count, by: 3).allSatisfy { reduced.samples[$0] == 255 })
    }
}
