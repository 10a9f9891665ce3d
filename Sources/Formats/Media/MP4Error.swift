// Why the header of an MP4 file could not be read.

/// An MP4 or QuickTime file whose header cannot be used.
public enum MP4Error: Error, Sendable, Equatable {
    /// The file does not consist of boxes.
    case notMP4
    /// The file ends before its movie box, or inside it.
    case truncated
    /// The movie box contradicts itself; the text says how.
    case damaged(String)
    /// The file cannot be read; the text is the system's sentence.
    case unreadable(String)

    /// One sentence for people.
    public var message: String {
        switch self {
        case .notMP4: "The file is not an MP4 or QuickTime file."
        case .truncated: "The video file is cut off before the end of its header."
        case .damaged(let reason): "The video file's header is damaged: \(reason)."
        case .unreadable(let reason): "The video file cannot be read: \(reason)"
        }
    }
}
