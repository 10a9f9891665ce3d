// What one piece of work may use.

import System
import Testing

@Suite("Work budget")
struct WorkBudgetTests {
    @Test("each resource has its own limit, and says what was too much")
    func limits() throws {
        let budget = WorkBudget(
            WorkBudget.Limits(unpackedBytes: 10, heldBytes: 10, values: 10, pages: 10, pictures: 10, pixels: 10))
        try budget.unpack(10)
        #expect(budget.unpackedBytesLeft == 0)
        #expect(throws: WorkError.tooMuch(.unpackedBytes, limit: 10)) { try budget.unpack(1) }
        try budget.hold(10)
        budget.release(4)
        try budget.hold(4)
        #expect(throws: WorkError.tooMuch(.heldBytes, limit: 10)) { try budget.hold(1) }
        try budget.count(values: 10)
        #expect(throws: WorkError.tooMuch(.values, limit: 10)) { try budget.count(values: 1) }
        try budget.count(pages: 10)
        #expect(throws: WorkError.tooMuch(.pages, limit: 10)) { try budget.count(pages: 1) }
        try budget.count(pictures: 10)
        let error = #expect(throws: WorkError.self) { try budget.count(pictures: 1) }
        #expect(error == .tooMuch(.pictures, limit: 10))
        #expect(error?.message == "It would need more than 10 pictures.")
        try budget.count(pixels: 10)
        let pixels = #expect(throws: WorkError.self) { try budget.count(pixels: 1) }
        #expect(pixels == .tooMuch(.pixels, limit: 10))
        #expect(pixels?.message == "Its pictures take more than 10 pixels of work.")
    }

    @Test("work that goes through an upload gets a second more for every 32 MiB")
    func uploads() {
        #expect(WorkBudget.Limits.upload(of: 0).milliseconds == 4000)
        #expect(WorkBudget.Limits.upload(of: 64 << 20).milliseconds == 4000 + 2048)
        #expect(WorkBudget.Limits.upload(of: 5 << 30).milliseconds == 4000 + 163_840)
    }

    @Test("reading and drawing look at the clock and at who has left, too")
    func looks() throws {
        let gone = WorkCancellation()
        gone.cancel()
        #expect(throws: WorkError.cancelled) { try WorkBudget(cancellations: [gone]).read(1 << 20) }
        #expect(throws: WorkError.cancelled) { try WorkBudget(cancellations: [gone]).count(pixels: 1 << 20) }
    }

    @Test("work that takes too long is stopped")
    func time() {
        let budget = WorkBudget(WorkBudget.Limits(milliseconds: 20))
        #expect(throws: WorkError.tooMuch(.milliseconds, limit: 20)) { while true { try budget.step() } }
    }

    @Test("cancelled work is stopped at its next look")
    func cancellation() throws {
        let (first, second) = (WorkCancellation(), WorkCancellation())
        let budget = WorkBudget(cancellations: [first, second])
        try budget.step(10_000)
        second.cancel()
        #expect(throws: WorkError.cancelled) { try budget.step(10_000) }
    }
}
