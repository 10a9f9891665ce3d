// Determines media types: declared, from the first bytes, or from the name.

/// Determines the media types of uploads and sources.
public enum MediaSniffer {
    /// How many bytes `mediaType(prefix:)` inspects.
    public static let prefixLength = 512

    /// The media type of an upload. In this order: the declared type, unless it is vague (absent, `text/plain` or
    /// `application/octet-stream`); the first bytes, refined by the name for containers of many formats; the name; the
    /// declared vague type; text or octets, whichever the bytes look like. A declared type keeps its parameters, even
    /// if bytes and name only confirm it.
    public static func mediaType(declared: String?, prefix: [UInt8], filename: String?) -> String {
        let declaredEssence = declared.map(essence(of:)) ?? ""
        if let declared, !vagueTypes.contains(declaredEssence) { return declared }
        let found = guess(prefix: prefix, filename: filename, isText: declaredEssence == "text/plain")
        if let declared, found == declaredEssence { return declared }
        return found
    }

    /// The media type according to the first bytes and the name only.
    private static func guess(prefix: [UInt8], filename: String?, isText: Bool) -> String {
        let named = filename.flatMap(mediaType(path:))
        if let sniffed = mediaType(prefix: prefix) {
            if let named, let family = families[sniffed], family.contains(named) { return named }
            return sniffed
        }
        if let named { return named }
        return isText || (!prefix.isEmpty && looksLikeText(prefix)) ? "text/plain" : "application/octet-stream"
    }

    /// The media type for the extension of a path, file name or URL, ignoring query and fragment; nil if the extension
    /// is missing or unknown.
    public static func mediaType(path: String) -> String? {
        var path = path[...]
        if path.contains("://") { path = path.prefix { $0 != "?" && $0 != "#" } }
        let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return nil }
        return MediaTypeTable.types[name[name.index(after: dot)...].lowercased()]
    }

    /// The media type according to the first bytes; nil if they are not characteristic, as with most text.
    public static func mediaType(prefix: [UInt8]) -> String? {
        if let image = ImageHeader.format(of: Array(prefix.prefix(16))) { return image.mediaType }
        for signature in signatures where signature.matches(prefix) { return signature.mediaType }
        if let brand = brand(prefix) { return brand }
        // MPEG audio: 11 sync bits, then version, layer, bit rate and sample rate, none of them reserved.
        if prefix.count >= 4, prefix[0] == 0xFF, prefix[1] & 0xE0 == 0xE0, prefix[1] & 0x18 != 0x08,
            prefix[1] & 0x06 == 0x02, prefix[2] & 0xF0 != 0xF0, prefix[2] & 0x0C != 0x0C
        {
            return "audio/mpeg"
        }
        // MPEG transport streams start every packet of 188 bytes with 0x47.
        if prefix.count > 376, prefix[0] == 0x47, prefix[188] == 0x47, prefix[376] == 0x47 { return "video/mp2t" }
        return markup(prefix)
    }

    /// A media type in lower case without its parameters.
    static func essence(of mediaType: String) -> String {
        let essence = mediaType.prefix { $0 != ";" }.lowercased()
        return String(essence.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }

    private static let vagueTypes: Set<String> = ["", "text/plain", "application/octet-stream"]

    /// Containers shared by many formats, with the more precise types that the name may select.
    private static let families: [String: Set<String>] = [
        "application/zip": [
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            "application/epub+zip", "application/vnd.oasis.opendocument.text",
            "application/vnd.oasis.opendocument.spreadsheet",
        ],
        "video/mp4": ["audio/mp4", "video/quicktime"],
        "video/webm": ["audio/webm", "video/x-matroska", "audio/x-matroska"],
        "video/x-matroska": ["audio/x-matroska"],
        "audio/ogg": ["video/ogg"],
        "video/x-ms-asf": ["video/x-ms-wmv", "audio/x-ms-wma"],
    ]

    private struct Signature {
        let bytes: [UInt8]
        let offset: Int
        let mediaType: String

        init(_ bytes: [UInt8], at offset: Int = 0, _ mediaType: String) {
            self.bytes = bytes
            self.offset = offset
            self.mediaType = mediaType
        }

        init(_ text: String, at offset: Int = 0, _ mediaType: String) {
            self.init(Array(text.utf8), at: offset, mediaType)
        }

        func matches(_ prefix: [UInt8]) -> Bool {
            prefix.dropFirst(offset).starts(with: bytes)
        }
    }

    private static let signatures = [
        Signature("%PDF-", "application/pdf"),
        Signature([0x50, 0x4B, 3, 4], "application/zip"),
        Signature([0x50, 0x4B, 5, 6], "application/zip"),
        Signature([0x1F, 0x8B, 8], "application/gzip"),
        Signature("webm", at: 31, "video/webm"),
        Signature([0x1A, 0x45, 0xDF, 0xA3], "video/x-matroska"),
        Signature("AVI ", at: 8, "video/x-msvideo"),
        Signature("WAVE", at: 8, "audio/wav"),
        Signature("fLaC", "audio/flac"),
        Signature("OggS", "audio/ogg"),
        Signature("ID3", "audio/mpeg"),
        Signature("FLV\u{1}", "video/x-flv"),
        Signature([0x00, 0x00, 0x01, 0xBA], "video/mpeg"),
        Signature([0x00, 0x00, 0x01, 0xB3], "video/mpeg"),
        Signature([0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11], "video/x-ms-asf"),
    ]

    /// ISO base media and QuickTime files, by their major brand (ISO/IEC 14496-12 section 4.3).
    private static func brand(_ prefix: [UInt8]) -> String? {
        guard prefix.count >= 12 else { return nil }
        let box = prefix[4..<8]
        if box.elementsEqual("moov".utf8) || box.elementsEqual("mdat".utf8) { return "video/quicktime" }
        guard box.elementsEqual("ftyp".utf8) else { return nil }
        switch String(decoding: prefix[8..<12], as: UTF8.self) {
        case "qt  ": return "video/quicktime"
        case "M4A ", "M4B ": return "audio/mp4"
        case "heic", "heix", "mif1", "heif": return "image/heic"
        case "avif", "avis": return "image/avif"
        default: return "video/mp4"
        }
    }

    /// Recognises XML, SVG and HTML by the first tag, after an optional byte order mark and white space.
    private static func markup(_ prefix: [UInt8]) -> String? {
        var text = prefix.prefix(prefixLength)
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
        text = text.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
        guard text.first == UInt8(ascii: "<") else { return nil }
        let start = String(decoding: text, as: UTF8.self).lowercased()
        if start.hasPrefix("<svg") || start.hasPrefix("<?xml") && start.contains("<svg") { return "image/svg+xml" }
        if start.hasPrefix("<?xml") { return "application/xml" }
        return start.hasPrefix("<!doctype html") || start.hasPrefix("<html") ? "text/html" : nil
    }

    /// Whether the bytes are UTF-8 without control characters other than white space. The last character may be cut.
    private static func looksLikeText(_ prefix: [UInt8]) -> Bool {
        let bytes = prefix.prefix(prefixLength)
        guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || (0x09...0x0D).contains($0) }) else { return false }
        if String(validating: bytes, as: UTF8.self) != nil { return true }
        guard let lead = bytes.lastIndex(where: { $0 & 0xC0 != 0x80 }), bytes.count - lead <= 3 else { return false }
        return bytes[lead] >= 0xC2 && String(validating: bytes[..<lead], as: UTF8.self) != nil
    }
}
