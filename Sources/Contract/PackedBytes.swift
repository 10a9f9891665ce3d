// Bytes as text for a string literal: runs of zeros shortened, then base 64.

/// Packs bytes with long runs of zeros, such as an empty database, into ASCII text and back.
///
/// The bytes are cut into pairs of a run of other bytes and a run of zeros; each pair is written as the length of the
/// first run, its bytes, and the length of the second, lengths in LEB128. The result is written in base64 (RFC 4648
/// section 4) with padding.
public enum PackedBytes {
    /// Shorter runs of zeros are cheaper written out.
    private static let shortestRun = 4
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Packs bytes.
    public static func pack(_ bytes: [UInt8]) -> String {
        var packed: [UInt8] = []
        var position = 0
        while position < bytes.count {
            let start = position
            var zeros = 0
            while position < bytes.count {
                zeros = bytes[position] == 0 ? zeros + 1 : 0
                position += 1
                if zeros == shortestRun {
                    while position < bytes.count, bytes[position] == 0 {
                        zeros += 1
                        position += 1
                    }
                    break
                }
            }
            if zeros < shortestRun { zeros = 0 }
            let plain = bytes[start..<position - zeros]
            append(plain.count, to: &packed)
            packed += plain
            append(zeros, to: &packed)
        }
        return base64(packed)
    }

    /// Unpacks a text.
    ///
    /// - Parameters:
    ///   - text: the result of `pack`.
    ///   - limit: the most bytes to unpack.
    /// - Returns: the bytes; nil if the text is damaged or holds more than `limit` bytes.
    public static func unpack(_ text: String, limit: Int = 1 << 30) -> [UInt8]? {
        guard let packed = bytes(base64: text) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(packed.count * 2)
        var position = 0
        while position < packed.count {
            guard let plain = length(in: packed, at: &position), plain <= packed.count - position else { return nil }
            bytes.append(contentsOf: packed[position..<position + plain])
            position += plain
            guard let zeros = length(in: packed, at: &position), zeros <= limit, bytes.count <= limit - zeros else {
                return nil
            }
            // An array, since a debug build copies any other sequence byte by byte, and tests unpack the image often.
            bytes.append(contentsOf: [UInt8](repeating: 0, count: zeros))
        }
        return bytes
    }

    private static func append(_ length: Int, to packed: inout [UInt8]) {
        var rest = length
        while rest > 0x7F {
            packed.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        packed.append(UInt8(truncatingIfNeeded: rest))
    }

    private static func length(in packed: [UInt8], at position: inout Int) -> Int? {
        var length = 0
        for shift in stride(from: 0, to: 35, by: 7) {
            guard position < packed.count else { return nil }
            let byte = packed[position]
            position += 1
            length |= Int(byte & 0x7F) << shift
            if byte < 0x80 { return length }
        }
        return nil
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            var word = 0
            for place in 0..<3 {
                word = word << 8 | (place < count ? Int(bytes[start + place]) : 0)
            }
            for place in 0..<4 {
                text.append(place <= count ? alphabet[word >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func bytes(base64 text: String) -> [UInt8]? {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count / 4 * 3)
        var word: UInt32 = 0
        var letters = 0
        var padding = 0
        for letter in text.utf8 {
            let value = values[Int(letter)]
            if value == 255 {
                guard letter == UInt8(ascii: "=") else { return nil }
                padding += 1
                continue
            }
            guard padding == 0 else { return nil }
            word = word << 6 | UInt32(value)
            letters += 1
            if letters % 4 == 0 {
                bytes.append(UInt8(truncatingIfNeeded: word >> 16))
                bytes.append(UInt8(truncatingIfNeeded: word >> 8))
                bytes.append(UInt8(truncatingIfNeeded: word))
            }
        }
        guard (letters + padding) % 4 == 0, padding <= 2 else { return nil }
        if letters % 4 == 2 { bytes.append(UInt8(truncatingIfNeeded: word >> 4)) }
        if letters % 4 == 3 {
            bytes.append(UInt8(truncatingIfNeeded: word >> 10))
            bytes.append(UInt8(truncatingIfNeeded: word >> 2))
        }
        return bytes
    }
}
