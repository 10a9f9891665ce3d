// Why the header of an MP4 file could not be read.

/// An MP4 or QuickTime file whose header cannot be used.
public enum MP4Error: Error, Sendable, Equatable {
    /// The file does not consist of boxes.
    case notMP4
    /// The file ends before or within its movie box.
    case truncated
    /// The movie box is inconsistent; with the reason.
    case damaged(String)

    /// What to tell a user.
    public var message: String {
        switch self {
        case .notMP4: "The file is not an MP4 or QuickTime file."
        case .truncated: "The video file is cut off before the end of its header."
        case .damaged(let reason): "The header of the video file is damaged: \(reason)."
        }
    }
}
