// The budget of memory: what is charged comes back, and the word is given once each way.

import System
import Testing

@Suite("Memory budget")
struct MemoryBudgetTests {
    @Test("it is exhausted from its limit on, until an eighth is free")
    func exhaustion() {
        let budget = MemoryBudget(limit: 800)
        var changes: [Bool] = []
        budget.onChange = { [unowned budget] in changes.append(budget.isExhausted) }
        budget.change(by: 799)
        #expect(!budget.isExhausted)
        budget.change(by: 1)
        budget.change(by: 50)
        #expect(budget.isExhausted)
        budget.change(by: -149)
        #expect(budget.isExhausted)
        budget.change(by: -2)
        #expect(!budget.isExhausted)
        #expect(changes == [true, false])
        #expect(budget.used == 699)
        #expect(budget.peak == 850)
    }

    @Test("a charge replaces what it was, and ends with its last reference")
    func charge() {
        let budget = MemoryBudget(limit: 100)
        var charge: MemoryCharge? = MemoryCharge(to: budget)
        charge?.set(70)
        charge?.set(30)
        #expect(budget.used == 30)
        #expect(charge?.bytes == 30)
        charge = nil
        #expect(budget.used == 0)
        #expect(budget.peak == 70)
    }
}
