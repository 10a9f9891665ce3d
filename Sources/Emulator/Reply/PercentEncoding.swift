// Percent-encoding of text that goes into URLs (RFC 3986 section 2).

/// Encodes text for a place in a URL.
public enum PercentEncoding {
    /// Text as one path segment: everything but unreserved characters is encoded.
    public static func pathSegment(_ text: String) -> String { encode(text, keeping: "") }

    /// Text as a query name or value; slashes stay readable, as the platforms print them.
    public static func query(_ text: String) -> String { encode(text, keeping: "/") }

    private static func encode(_ text: String, keeping kept: StaticString) -> String {
        // Most texts are made of letters and digits.
        guard !text.utf8.allSatisfy(isUnreserved) else { return text }
        let digits = Array("0123456789ABCDEF".utf8)
        let extra = Array(kept.description.utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isUnreserved(byte) || extra.contains(byte) {
                bytes.append(byte)
            } else {
                bytes.append(UInt8(ascii: "%"))
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
