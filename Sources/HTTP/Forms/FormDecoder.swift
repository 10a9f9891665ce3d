// Form bodies and queries: names and values (WHATWG URL Standard section 5).

/// Decodes `application/x-www-form-urlencoded` text.
public enum FormDecoder {
    /// The most items of one text.
    public static let maximumItems = 10_000

    /// The items of a form body, in order.
    ///
    /// - Throws: ``ProtocolError`` 400 for invalid escapes, invalid UTF-8 or too many items.
    public static func decode(_ bytes: [UInt8]) throws(ProtocolError) -> [FormItem] {
        try decode(bytes[...])
    }

    static func decode(_ bytes: ArraySlice<UInt8>) throws(ProtocolError) -> [FormItem] {
        var items: [FormItem] = []
        for part in bytes.split(separator: UInt8(ascii: "&")) {
            guard items.count < maximumItems else { throw refusal("There are more than \(maximumItems) fields.") }
            let equals = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
            items.append(FormItem(name: try text(part[..<equals]), value: try text(part[equals...].dropFirst())))
        }
        return items
    }

    private static func text(_ bytes: ArraySlice<UInt8>) throws(ProtocolError) -> String {
        guard let decoded = PercentDecoding.decode(bytes, plusIsSpace: true) else {
            throw refusal("A percent sign must be followed by two hexadecimal digits.")
        }
        guard let text = String(validating: decoded, as: UTF8.self) else { throw refusal("A value is not UTF-8.") }
        return text
    }

    private static func refusal(_ reason: String) -> ProtocolError {
        ProtocolError(status: 400, reason: reason, rule: "WHATWG URL Standard section 5.1")
    }
}
