// Comparison of secrets.

import Crypto
import Testing

@Suite struct ConstantTimeTests {
    @Test("equal is equal, and any difference is seen")
    func comparison() {
        #expect(constantTimeEquals([UInt8](), []))
        #expect(constantTimeEquals("demo-key", "demo-key"))
        #expect(!constantTimeEquals("demo-key", "demo-kez"))
        #expect(!constantTimeEquals("demo-key", "demo-ke"))
        #expect(!constantTimeEquals("Demo-key", "demo-key"))
        #expect(!constantTimeEquals([1, 2, 3], [1, 2]))
    }
}
