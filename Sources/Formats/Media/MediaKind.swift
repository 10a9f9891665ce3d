// The kinds of files that storage distinguishes.

/// The kind of a file, as storage and jobs distinguish it.
public enum MediaKind: String, Sendable, CaseIterable {
    /// An image.
    case image
    /// Video, with or without sound.
    case video
    /// Audio only.
    case audio
    /// A PDF document.
    case pdf
    /// XML, except SVG, which is an image.
    case xml
    /// Text: plain, CSV, JSON, subtitles.
    case text
    /// A zip archive, except documents that use zip as a container.
    case zip
    /// Everything else.
    case other

    /// The kind of a media type. Parameters and case do not matter.
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
