// Percent escapes (RFC 3986 section 2.1).

/// Decodes percent escapes.
enum PercentDecoding {
    /// Decodes escaped text; nil if a percent sign is not followed by two hexadecimal digits.
    static func decode(_ bytes: ArraySlice<UInt8>, plusIsSpace: Bool) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: "%"):
                guard index + 2 < bytes.endIndex, let high = Token.hexValue(bytes[index + 1]),
                    let low = Token.hexValue(bytes[index + 2])
                else { return nil }
                result.append(high << 4 | low)
                index += 3
            case UInt8(ascii: "+") where plusIsSpace:
                result.append(0x20)
                index += 1
            case let byte:
                result.append(byte)
                index += 1
            }
        }
        return result
    }
}
