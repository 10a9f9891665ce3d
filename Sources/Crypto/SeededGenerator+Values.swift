// Random numbers in ranges, choices, shuffles, texts and ids: the material of made-up results.

extension SeededGenerator {
    /// A whole number in `range`, all equally likely (Lemire, "Fast random integer generation in an interval", 2019).
    public mutating func int(in range: ClosedRange<Int>) -> Int {
        let width = UInt64(bitPattern: Int64(range.upperBound)) &- UInt64(bitPattern: Int64(range.lowerBound)) &+ 1
        let offset = width == 0 ? next() : below(width)
        return Int(truncatingIfNeeded: UInt64(bitPattern: Int64(range.lowerBound)) &+ offset)
    }

    /// A whole number in `range`, all equally likely. Traps if the range is empty.
    public mutating func int(in range: Range<Int>) -> Int {
        precondition(!range.isEmpty, "A random number needs a range that is not empty.")
        return int(in: range.lowerBound...range.upperBound - 1)
    }

    /// A number in 0 ..< 1, in steps of 2^-53.
    public mutating func unit() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// A number in `range`, whose bounds and width must be finite.
    public mutating func double(in range: ClosedRange<Double>) -> Double {
        min(range.lowerBound + unit() * (range.upperBound - range.lowerBound), range.upperBound)
    }

    /// True with the given probability, 0 to 1.
    public mutating func bool(probability: Double = 0.5) -> Bool {
        unit() < probability
    }

    /// One element, all equally likely; nil if there is none.
    public mutating func pick<Elements: RandomAccessCollection>(_ elements: Elements) -> Elements.Element? {
        guard !elements.isEmpty else { return nil }
        return elements[elements.index(elements.startIndex, offsetBy: int(in: 0..<elements.count))]
    }

    /// The elements in random order, all orders equally likely (Fisher and Yates).
    public mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
        var result = elements
        var remaining = result.count
        while remaining > 1 {
            result.swapAt(remaining - 1, int(in: 0..<remaining))
            remaining -= 1
        }
        return result
    }

    /// `count` bytes.
    public mutating func bytes(_ count: Int) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(count)
        while result.count < count {
            var word = next()
            for _ in 0..<min(8, count - result.count) {
                result.append(UInt8(truncatingIfNeeded: word))
                word >>= 8
            }
        }
        return result
    }

    /// `length` characters of `[A-Za-z0-9]`.
    public mutating func alphanumeric(_ length: Int) -> String {
        text(length, alphabet: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
    }

    /// `length` decimal digits; the first may be 0.
    public mutating func digits(_ length: Int) -> String {
        text(length, alphabet: "0123456789")
    }

    /// `length` lower-case hexadecimal digits.
    public mutating func hex(_ length: Int) -> String {
        text(length, alphabet: "0123456789abcdef")
    }

    /// A lower-case UUID of version 4 (RFC 9562 section 5.4).
    public mutating func uuid() -> String {
        let (first, second) = uuidWords()
        return unsafe String(unsafeUninitializedCapacity: 36) { text in
            var place = 0
            for index in 0..<16 {
                if index == 4 || index == 6 || index == 8 || index == 10 {
                    unsafe text[place] = UInt8(ascii: "-")
                    place += 1
                }
                let byte = UInt8(truncatingIfNeeded: (index < 8 ? first : second) >> UInt64(index % 8 * 8))
                unsafe text[place] = Hex.digit(byte >> 4)
                unsafe text[place + 1] = Hex.digit(byte & 15)
                place += 2
            }
            return place
        }
    }

    // Where version and variant stand in the two words of a UUID, and what they are.
    static let (versionMask, version): (UInt64, UInt64) = (0xF0 << 48, 0x40 << 48)
    static let (variantMask, variant): (UInt64, UInt64) = (0xC0, 0x80)

    /// The bytes of a UUID in two words, the lowest first; version and variant are in the bytes 6 and 8.
    mutating func uuidWords() -> (first: UInt64, second: UInt64) {
        (next() & ~Self.versionMask | Self.version, next() & ~Self.variantMask | Self.variant)
    }

    /// A number in 0 ..< width.
    private mutating func below(_ width: UInt64) -> UInt64 {
        var product = next().multipliedFullWidth(by: width)
        if product.low < width {
            let threshold = (0 &- width) % width
            while product.low < threshold { product = next().multipliedFullWidth(by: width) }
        }
        return product.high
    }

    private mutating func text(_ length: Int, alphabet: StaticString) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(length)
        let count = UInt64(alphabet.utf8CodeUnitCount)
        for _ in 0..<length {
            let index = Int(below(count))
            text.append(unsafe alphabet.utf8Start[index])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
