// The control plane's token when the server listens beyond loopback and the operator chose none.

import Crypto
import System

/// Makes admin tokens.
enum AdminToken {
    /// 32 random hexadecimal digits.
    static func make() -> String {
        Hex.encode(Randomness.bytes(16))
    }
}
