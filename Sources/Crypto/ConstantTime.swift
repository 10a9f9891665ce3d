// Comparison whose duration does not reveal where two secrets differ.

import CCrypto

/// Whether `left` equals `right`, in a time that depends on their lengths alone. Use it for keys, tokens and digests.
public func constantTimeEquals(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    return unsafe left.withUnsafeBytes { left in
        unsafe right.withUnsafeBytes { right in
            guard let leftBytes = left.baseAddress, let rightBytes = right.baseAddress else { return true }
            return unsafe CRYPTO_memcmp(leftBytes, rightBytes, left.count) == 0
        }
    }
}

/// Whether two texts have equal UTF-8 bytes, in a time that depends on their lengths alone.
public func constantTimeEquals(_ left: String, _ right: String) -> Bool {
    constantTimeEquals(Array(left.utf8), Array(right.utf8))
}
