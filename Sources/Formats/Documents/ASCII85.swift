// Decodes ASCII base 85, as PDF streams use it.

import System

/// Decodes ASCII base 85 data (ISO 32000-1, section 7.4.3).
enum ASCII85 {
    /// The decoded bytes up to the end mark; nil when there are more than `maximum`. They are charged to the budget, even
    /// when there are too many.
    static func decode(
        _ data: ArraySlice<UInt8>, maximum: Int, budget: WorkBudget
    ) throws(WorkError) -> [UInt8]? {
        var output: [UInt8] = []
        var group: (value: UInt32, count: Int) = (0, 0)
        bytes: for byte in data {
            switch byte {
            case UInt8(ascii: "!")...UInt8(ascii: "u"):
                group = (group.value &* 85 &+ UInt32(byte - UInt8(ascii: "!")), group.count + 1)
                guard group.count == 5 else { continue }
                append(group.value, count: 4, to: &output)
                group = (0, 0)
            case UInt8(ascii: "z") where group.count == 0: append(0, count: 4, to: &output)
            case UInt8(ascii: "~"): break bytes
            default: continue
            }
            guard output.count <= maximum else { break bytes }
        }
        if group.count > 1 {
            for _ in group.count..<5 { group.value = group.value &* 85 &+ 84 }
            append(group.value, count: group.count - 1, to: &output)
        }
        try budget.unpack(output.count)
        try budget.step(data.count / 16)
        return output.count <= maximum ? output : nil
    }

    private static func append(_ value: UInt32, count: Int, to output: inout [UInt8]) {
        for shift in 0..<count { output.append(UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * shift))) }
    }
}
