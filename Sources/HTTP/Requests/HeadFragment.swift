// What can be told of a head that is not one: incomplete, too large or malformed.

/// Finds header lines in bytes that were not understood as a head.
enum HeadFragment {
    /// The value of the first complete line with this name behind the request line; nil if there is none, or if it
    /// contains anything but visible ASCII characters.
    ///
    /// - Parameter name: in lower case.
    static func value(of name: String, in bytes: ArraySlice<UInt8>) -> String? {
        for line in bytes.split(separator: 0x0A).dropFirst() where line.endIndex < bytes.endIndex {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
                Token.equalsIgnoringCase(line[..<colon], name.utf8)
            else { continue }
            let value = line[(colon + 1)...].drop { $0 == 0x20 || $0 == 0x09 }.prefix { $0 > 0x20 }
            let rest = line[value.endIndex...]
            guard !value.isEmpty, value.allSatisfy({ $0 < 0x7F }),
                rest.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D })
            else { return nil }
            return String(decoding: value, as: UTF8.self)
        }
        return nil
    }
}
