// Why a picture could not be read or made.

/// A picture that cannot be decoded, scaled or encoded.
public enum ImageError: Error, Sendable, Equatable {
    /// The bytes are in no format that is known.
    case unknownFormat
    /// The header can be read, but pixels of this format cannot.
    case unsupported(ImageFormat)
    /// More pixels than may be decoded.
    case tooManyPixels(width: Int, height: Int, limit: Int)
    /// More encoded bytes than may be read.
    case tooManyBytes(count: Int, limit: Int)
    /// The pixels do not decode; the text is the codec's.
    case damaged(String)
    /// The file that holds the picture cannot be read; the text is the system's sentence.
    case unreadable(String)
    /// The picture could not be encoded; the text is the codec's.
    case notEncodable(String)

    /// One sentence for people.
    public var message: String {
        switch self {
        case .unknownFormat: "The file is not a picture of a known format."
        case .unsupported(let format): "Pixels of a \(format.rawValue) picture cannot be read."
        case .tooManyPixels(let width, let height, let limit):
            "The picture has \(width) x \(height) pixels; at most \(limit) are read."
        case .tooManyBytes(let count, let limit): "The picture has \(count) bytes; at most \(limit) are read."
        case .damaged(let reason): "The picture is damaged: \(reason)."
        case .unreadable(let reason): "The picture cannot be read: \(reason)"
        case .notEncodable(let reason): "The picture cannot be encoded: \(reason)."
        }
    }
}
