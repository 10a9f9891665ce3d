// Escapes text for XML.

/// Escapes text for XML 1.0.
enum XMLText {
    /// Escapes `& < > " '`, for content and attributes. Characters that XML 1.0 does not allow (section 2.2: most
    /// control characters, U+FFFE and U+FFFF) become U+FFFD.
    static func escape(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&apos;"
            case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
            case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

/// The additional escapes of spreadsheets (ECMA-376 part 1, section 22.9.2.19): `_xHHHH_` is the character with that
/// code.
extension XMLText {
    /// Escapes the text of a cell: characters that XML does not allow, and text that looks like such an escape.
    static func escapeForSheet(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let needsIt = bytes.indices.contains { index in
            let byte = bytes[index]
            return byte < 0x20 && byte != 0x09 && byte != 0x0A || escapedCode(bytes, index) != nil
        }
        guard needsIt else { return escape(text) }
        var result: [UInt8] = []
        for index in bytes.indices {
            let byte = bytes[index]
            if byte < 0x20, byte != 0x09, byte != 0x0A {
                result += "_x00\(byte < 16 ? "0" : "")\(String(byte, radix: 16, uppercase: true))_".utf8
            } else if escapedCode(bytes, index) != nil {
                result += "_x005F_".utf8
            } else {
                result.append(byte)
            }
        }
        return escape(String(decoding: result, as: UTF8.self))
    }

    /// Resolves `_xHHHH_` escapes. Surrogate pairs are combined; unpaired surrogates stay escaped.
    static func unescape(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "_")) else { return text }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            guard let code = escapedCode(bytes, index) else {
                result.append(bytes[index])
                index += 1
                continue
            }
            let low = code & 0xFC00 == 0xD800 ? escapedCode(bytes, index + 7) : nil
            if let low, low & 0xFC00 == 0xDC00 {
                append(0x10000 + (code & 0x3FF) << 10 + (low & 0x3FF), to: &result)
                index += 14
            } else if append(code, to: &result) {
                index += 7
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The code of the escape at `index`, if there is one.
    private static func escapedCode(_ bytes: [UInt8], _ index: Int) -> UInt32? {
        guard index + 7 <= bytes.count, bytes[index] == UInt8(ascii: "_"), bytes[index + 1] == UInt8(ascii: "x"),
            bytes[index + 6] == UInt8(ascii: "_")
        else { return nil }
        let digits = bytes[index + 2..<index + 6]
        guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    @discardableResult
    private static func append(_ code: UInt32, to bytes: inout [UInt8]) -> Bool {
        guard let scalar = Unicode.Scalar(code) else { return false }
        bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
        return true
    }
}
