// Writes that follow one another become one.

import Testing

@testable import Store

@Suite struct PendingWritesTests {
    private func take(_ bytes: [UInt8], at place: Int, into pending: inout PendingWrites) -> Bool {
        pending.take(bytes.span, at: place)
    }

    @Test("writes that go on where the last one ended are put together")
    func gathers() {
        var pending = PendingWrites()
        #expect(take([1, 2], at: 100, into: &pending))
        #expect(take([3], at: 102, into: &pending))
        #expect(pending.offset == 100)
        #expect(pending.bytes == [1, 2, 3])
    }

    @Test("a write over what is pending changes it, also beyond its end")
    func overwrites() {
        var pending = PendingWrites()
        #expect(take([1, 2, 3], at: 10, into: &pending))
        #expect(take([9], at: 11, into: &pending))
        #expect(take([7, 8], at: 12, into: &pending))
        #expect(pending.bytes == [1, 9, 7, 8])
    }

    @Test("a write that leaves a gap, lies before, or is too large is not taken")
    func refuses() {
        var pending = PendingWrites()
        #expect(take([1], at: 10, into: &pending))
        #expect(!take([2], at: 12, into: &pending))
        #expect(!take([2], at: 9, into: &pending))
        #expect(!take([UInt8](repeating: 0, count: PendingWrites.capacity), at: 11, into: &pending))
        #expect(pending.bytes == [1])
    }

    @Test(
        "reads are told when they need what is pending",
        arguments: [(0, 10, false), (0, 11, true), (12, 1, true), (13, 5, false), (9, 9, true)])
    func overlaps(place: Int, count: Int, isPending: Bool) {
        var pending = PendingWrites()
        #expect(!pending.overlap(at: place, count: count))
        #expect(take([1, 2, 3], at: 10, into: &pending))
        #expect(pending.overlap(at: place, count: count) == isPending)
    }
}
