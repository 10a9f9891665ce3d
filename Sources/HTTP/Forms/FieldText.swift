// The text of form fields in the character sets that clients send (RFC 7578 section 4.5).

/// Decodes the text of form fields.
public enum FieldText {
    /// The text of a field of a multipart body; nil if the bytes are not in its character set.
    ///
    /// - Parameter contentType: the media type of its part, which may name a character set; the default is UTF-8.
    public static func decode(_ bytes: [UInt8], contentType: String?) -> String? {
        let charset = contentType.flatMap(MediaType.init(parsing:))?.parameter("charset")
        return decode(bytes, charset: charset ?? "utf-8")
    }

    /// Text in a character set; sets that are not known count as UTF-8.
    static func decode(_ bytes: [UInt8], charset: String) -> String? {
        switch charset.lowercased() {
        case "iso-8859-1", "latin1", "windows-1252":
            // Whoever says Latin 1 means the Windows code page (WHATWG Encoding Standard section 4.2).
            return String(String.UnicodeScalarView(bytes.map(windows1252)))
        default: return String(validating: bytes, as: UTF8.self)
        }
    }

    private static func windows1252(_ byte: UInt8) -> Unicode.Scalar {
        guard (0x80...0x9F).contains(byte) else { return Unicode.Scalar(byte) }
        return upperControls[Int(byte) - 0x80]
    }

    /// What the code page has where Latin 1 has control characters.
    private static let upperControls = Array(
        """
        \u{20AC}\u{81}\u{201A}\u{192}\u{201E}\u{2026}\u{2020}\u{2021}\u{2C6}\u{2030}\u{160}\u{2039}\u{152}\u{8D}\u{17D}\u{8F}\
        \u{90}\u{2018}\u{2019}\u{201C}\u{201D}\u{2022}\u{2013}\u{2014}\u{2DC}\u{2122}\u{161}\u{203A}\u{153}\u{9D}\u{17E}\u{178}
        """.unicodeScalars)
}
