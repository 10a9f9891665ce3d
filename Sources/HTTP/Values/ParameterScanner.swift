// Header values with parameters (RFC 9110 section 5.6.6).

/// Scans `token; name=value; name="quoted value"` texts.
struct ParameterScanner {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    init(_ text: String) {
        self.init(Array(text.utf8)[...])
    }

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
        skipSpace()
    }

    /// `type/subtype`, in lower case.
    mutating func essence() -> String? {
        let start = position
        skipToken()
        guard position > start, take("/") else { return nil }
        let subtype = position
        skipToken()
        guard position > subtype else { return nil }
        return String(decoding: bytes[start..<position].lazy.map(Token.lowercased), as: UTF8.self)
    }

    private mutating func skipToken() {
        while position < bytes.endIndex, Token.isToken(bytes[position]) { position += 1 }
    }

    mutating func token() -> String? {
        let start = position
        skipToken()
        return position > start ? String(decoding: bytes[start..<position], as: UTF8.self) : nil
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.endIndex, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// The parameters up to the end; nil if they are malformed.
    mutating func parameters() -> [FormItem]? {
        var items: [FormItem] = []
        while true {
            skipSpace()
            if position == bytes.endIndex { return items }
            guard take(";") else { return nil }
            skipSpace()
            if position == bytes.endIndex { return items }
            guard let name = token(), take("="), let value = value() else { return nil }
            items.append(FormItem(name: name.lowercased(), value: value))
        }
    }

    private mutating func value() -> String? {
        guard take("\"") else { return lenientToken() }
        var text: [UInt8] = []
        while position < bytes.endIndex {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                // Only quotes and backslashes are escaped: some clients send Windows paths unescaped.
                guard position < bytes.endIndex else { return nil }
                if bytes[position] != UInt8(ascii: "\""), bytes[position] != UInt8(ascii: "\\") { text.append(byte) }
                text.append(bytes[position])
                position += 1
            default: text.append(byte)
            }
        }
        return nil
    }

    /// An unquoted value. Clients use more characters than a token allows.
    private mutating func lenientToken() -> String? {
        let start = position
        while position < bytes.endIndex, bytes[position] != UInt8(ascii: ";"), bytes[position] != 0x20,
            bytes[position] != 0x09
        { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func skipSpace() {
        while position < bytes.endIndex, bytes[position] == 0x20 || bytes[position] == 0x09 { position += 1 }
    }
}
