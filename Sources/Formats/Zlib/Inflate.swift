// Unpacking DEFLATE data that stands alone, as in PDF streams; archives have their own reader.

/// A decoder for DEFLATE (RFC 1951), with or without the zlib wrapper (RFC 1950).
public struct Inflate {
    /// Why data could not be unpacked.
    public enum Failure: Error, Sendable, Equatable {
        /// The data is no DEFLATE data, or is cut off.
        case damaged
        /// It would unpack to more bytes than allowed.
        case tooLarge
    }

    private let input: [UInt8]
    private var position: Int
    private var bits: UInt32 = 0
    private var bitCount = 0
    private var output: [UInt8] = []
    private let maximum: Int

    private init(_ input: [UInt8], from position: Int, maximum: Int) {
        self.input = input
        self.position = position
        self.maximum = maximum
    }

    /// The unpacked bytes of zlib or bare DEFLATE data. A checksum behind them is not looked at.
    ///
    /// - Parameter maximum: the most bytes that may come out.
    /// - Throws: ``Failure``.
    public static func bytes(of data: [UInt8], maximum: Int) throws(Failure) -> [UInt8] {
        let isWrapped =
            data.count > 2 && data[0] & 0x0F == 8 && (Int(data[0]) << 8 | Int(data[1])) % 31 == 0 && data[1] & 0x20 == 0
        var inflate = Inflate(data, from: isWrapped ? 2 : 0, maximum: maximum)
        while try !inflate.block() {}
        return inflate.output
    }

    // MARK: - Blocks

    /// Unpacks one block; whether it was the last one.
    private mutating func block() throws(Failure) -> Bool {
        let isLast = try take(1) == 1
        switch try take(2) {
        case 0: try stored()
        case 1: try compressed(Self.fixedLiterals, Self.fixedDistances)
        case 2:
            let (literals, distances) = try tables()
            try compressed(literals, distances)
        default: throw .damaged
        }
        return isLast
    }

    private mutating func stored() throws(Failure) {
        bits = 0
        bitCount = 0
        guard input.count - position >= 4 else { throw .damaged }
        let length = Int(input[position]) | Int(input[position + 1]) << 8
        let check = Int(input[position + 2]) | Int(input[position + 3]) << 8
        position += 4
        guard length == ~check & 0xFFFF, input.count - position >= length else { throw .damaged }
        guard output.count + length <= maximum else { throw .tooLarge }
        output += input[position..<position + length]
        position += length
    }

    private mutating func compressed(_ literals: Code, _ distances: Code) throws(Failure) {
        while true {
            let symbol = try decode(literals)
            if symbol == 256 { return }
            if symbol < 256 {
                guard output.count < maximum else { throw .tooLarge }
                output.append(UInt8(truncatingIfNeeded: symbol))
                continue
            }
            guard symbol - 257 < Self.lengths.count else { throw .damaged }
            let (length, lengthBits) = Self.lengths[symbol - 257]
            let count = try length + take(lengthBits)
            let place = try decode(distances)
            guard place < Self.distances.count else { throw .damaged }
            let (base, distanceBits) = Self.distances[place]
            let distance = try base + take(distanceBits)
            guard distance <= output.count else { throw .damaged }
            guard output.count + count <= maximum else { throw .tooLarge }
            for _ in 0..<count { output.append(output[output.count - distance]) }
        }
    }

    private mutating func tables() throws(Failure) -> (Code, Code) {
        let literalCount = try take(5) + 257
        let distanceCount = try take(5) + 1
        let codeCount = try take(4) + 4
        guard literalCount <= 286, distanceCount <= 30 else { throw .damaged }
        var lengths = [Int](repeating: 0, count: 19)
        for index in 0..<codeCount { lengths[Self.order[index]] = try take(3) }
        let code = Code(lengths)
        var all: [Int] = []
        while all.count < literalCount + distanceCount {
            let symbol = try decode(code)
            switch symbol {
            case 0..<16: all.append(symbol)
            case 16:
                guard let last = all.last else { throw .damaged }
                all += Array(repeating: last, count: try take(2) + 3)
            case 17: all += Array(repeating: 0, count: try take(3) + 3)
            default: all += Array(repeating: 0, count: try take(7) + 11)
            }
        }
        guard all.count == literalCount + distanceCount else { throw .damaged }
        return (Code(Array(all[..<literalCount])), Code(Array(all[literalCount...])))
    }

    // MARK: - Bits

    private mutating func take(_ count: Int) throws(Failure) -> Int {
        while bitCount < count {
            guard position < input.count else { throw .damaged }
            bits |= UInt32(input[position]) << UInt32(bitCount)
            position += 1
            bitCount += 8
        }
        let value = Int(bits & (1 << UInt32(count) - 1))
        bits >>= UInt32(count)
        bitCount -= count
        return value
    }

    /// The next symbol, bit by bit: codes of one length are consecutive numbers.
    private mutating func decode(_ code: Code) throws(Failure) -> Int {
        var value = 0
        var first = 0
        var index = 0
        for length in 1...15 {
            value |= try take(1)
            let count = code.counts[length]
            if value - count < first { return code.symbols[index + value - first] }
            index += count
            first = (first + count) << 1
            value <<= 1
        }
        throw .damaged
    }

    /// A Huffman code: how many codes there are of each length, and the symbols in the order of their codes.
    private struct Code {
        var counts = [Int](repeating: 0, count: 16)
        var symbols: [Int] = []

        init(_ lengths: [Int]) {
            for length in lengths { counts[length] += 1 }
            counts[0] = 0
            symbols = lengths.indices.filter { lengths[$0] > 0 }.sorted { (lengths[$0], $0) < (lengths[$1], $1) }
        }
    }

    private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    private static let fixedLiterals = Code(
        (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })
    private static let fixedDistances = Code(Array(repeating: 5, count: 30))

    private static let lengths: [(Int, Int)] = {
        var table: [(Int, Int)] = []
        var base = 3
        for index in 0..<28 {
            let bits = index < 8 ? 0 : index / 4 - 1
            table.append((base, bits))
            base += 1 << bits
        }
        return table + [(258, 0)]
    }()

    private static let distances: [(Int, Int)] = {
        var table: [(Int, Int)] = []
        var base = 1
        for index in 0..<30 {
            let bits = index < 4 ? 0 : index / 2 - 1
            table.append((base, bits))
            base += 1 << bits
        }
        return table
    }()
}
