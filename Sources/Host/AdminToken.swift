// The token of the control plane when the server listens beyond loopback and the operator has chosen none.

import Crypto
import System

/// Generates admin tokens.
enum AdminToken {
    /// 32 random hexadecimal digits.
    static func make() -> String {
        Hex.encode(Randomness.bytes(16))
    }
}
