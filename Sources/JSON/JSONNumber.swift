// Numbers in one normal form, so that equal ones are equal however they are written.

/// The exact decimal value of a JSON number: `1`, `1.0` and `10e-1` are the same. Large whole numbers keep every digit.
public struct JSONNumber: Sendable, Equatable, Comparable, CustomStringConvertible {
    private let isNegative: Bool
    /// The significant digits, without zeros at either end; none for zero.
    private let digits: [UInt8]
    /// The number of digits before the decimal point.
    private let exponent: Int

    /// The value of a number; nil for anything else. A fraction counts as it is written: with the fewest digits that name
    /// its double.
    public init?(_ json: JSON) {
        switch json {
        case .int(let value): self.init(text: String(value))
        case .double(let value) where value.isFinite: self.init(text: value.description)
        case .bigInteger(let text): self.init(text: text)
        default: return nil
        }
    }

    private init(text: String) {
        var digits: [UInt8] = []
        var exponent = 0
        var hasPoint = false
        let mantissa = text.utf8.prefix { $0 | 0x20 != UInt8(ascii: "e") }
        for byte in mantissa {
            switch byte {
            case UInt8(ascii: "."): hasPoint = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if !hasPoint { exponent += 1 }
                if byte == UInt8(ascii: "0"), digits.isEmpty { exponent -= 1 } else { digits.append(byte) }
            default: break
            }
        }
        exponent += Int(String(text.utf8.dropFirst(mantissa.count + 1)) ?? "") ?? 0
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        self.digits = digits
        self.exponent = digits.isEmpty ? 0 : exponent
        isNegative = !digits.isEmpty && text.utf8.first == UInt8(ascii: "-")
    }

    /// A text that is the same for equal numbers, and for no others.
    public var description: String {
        (isNegative ? "-" : "") + String(decoding: digits, as: UTF8.self) + "e\(exponent)"
    }

    /// Whether the left number is smaller.
    public static func < (left: JSONNumber, right: JSONNumber) -> Bool {
        guard left.isNegative == right.isNegative else { return left.isNegative }
        return left.isNegative ? right.isNearerToZero(than: left) : left.isNearerToZero(than: right)
    }

    private func isNearerToZero(than other: JSONNumber) -> Bool {
        if digits.isEmpty || other.digits.isEmpty { return digits.isEmpty && !other.digits.isEmpty }
        guard exponent == other.exponent else { return exponent < other.exponent }
        return digits.lexicographicallyPrecedes(other.digits)
    }
}
