// What the process gives back.

import System
import Testing

@Suite struct SystemProcessTests {
    @Test("code that was given back still runs, and its memory is free until then")
    func returnsCode() {
        let before = SystemProcess.residentBytes
        SystemProcess.returnCode()
        let after = SystemProcess.residentBytes
        #expect(before > 0)
        #expect(after < before)
    }
}
