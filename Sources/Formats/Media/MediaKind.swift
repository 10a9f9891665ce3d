// The coarse kinds of files that storage tells apart.

/// What a file is, as far as storage and jobs care.
public enum MediaKind: String, Sendable, CaseIterable {
    /// Any picture.
    case image
    /// Moving pictures, with or without sound.
    case video
    /// Sound alone.
    case audio
    /// A PDF document.
    case pdf
    /// XML of any vocabulary, but not SVG, which is a picture.
    case xml
    /// Text: plain, CSV, JSON, subtitles.
    case text
    /// A zip archive, but not a document that uses zip as its container.
    case zip
    /// Everything else.
    case other

    /// The kind that a media type belongs to; parameters and letter case do not matter.
    public init(mediaType: String) {
        let essence = MediaSniffer.essence(of: mediaType)
        switch essence {
        case "application/pdf": self = .pdf
        case "application/xml", "text/xml": self = .xml
        case "application/zip", "application/x-zip-compressed": self = .zip
        case "application/json", "application/x-ndjson", "application/jsonl", "application/x-subrip",
            "application/yaml":
            self = .text
        default:
            switch essence.prefix(while: { $0 != "/" }) {
            case "image": self = .image
            case "video": self = .video
            case "audio": self = .audio
            case "text": self = .text
            default: self = essence.hasSuffix("+xml") ? .xml : essence.hasSuffix("+json") ? .text : .other
            }
        }
    }
}
