// Searching text in any letter case: SQLite's own `lower` knows the letters of ASCII only.

import CSQLite

/// The SQL function `holds(text, word)`: whether a text has a folded word in it, in any letter case.
public enum TextSearch {
    /// A text in the form that `holds` expects of its word: texts that differ in letter case alone fold to the same.
    public static func fold(_ text: String) -> String {
        // By way of capitals, so that letters with several small forms meet.
        text.uppercased().lowercased()
    }

    /// Makes the function known to a connection; answers SQLite's code.
    static func register(on connection: OpaquePointer) -> Int32 {
        unsafe sqlite3_create_function_v2(
            connection, "holds", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, nil,
            { context, _, values in
                let isHeld = unsafe TextSearch.holds(values)
                unsafe sqlite3_result_int(context, isHeld ? 1 : 0)
            }, nil, nil, nil)
    }

    private static func holds(_ values: UnsafeMutablePointer<OpaquePointer?>?) -> Bool {
        guard let values = unsafe values else { return false }
        return unsafe holds(bytes(of: values[0]), bytes(of: values[1]))
    }

    private static func bytes(of value: OpaquePointer?) -> UnsafeBufferPointer<UInt8> {
        // The order matters: asking for the text may convert the value, and the size follows from that.
        let start = unsafe sqlite3_value_text(value)
        return unsafe UnsafeBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_value_bytes(value)))
    }

    private static func holds(_ text: UnsafeBufferPointer<UInt8>, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
        guard unsafe text.allSatisfy({ $0 < 0x80 }) else {
            var folded = fold(unsafe String(decoding: text, as: UTF8.self))
            return folded.withUTF8 { unsafe contains($0, word) }
        }
        return unsafe contains(text, word)
    }

    /// Whether `text`, its capitals of ASCII taken for small letters, has `word`.
    private static func contains(_ text: UnsafeBufferPointer<UInt8>, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count >= word.count else { return false }
        return (0...(text.count - word.count)).contains { start in
            for offset in word.indices where unsafe small(text[start + offset]) != word[offset] { return false }
            return true
        }
    }

    private static func small(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
}
