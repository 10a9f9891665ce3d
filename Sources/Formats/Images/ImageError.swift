// Why an image could not be read or written.

/// An image that cannot be decoded, scaled or encoded.
public enum ImageError: Error, Sendable, Equatable {
    /// The format is unknown.
    case unknownFormat
    /// Only the header of this format can be read, not the pixels.
    case unsupported(ImageFormat)
    /// There are too many pixels to decode.
    case tooManyPixels(width: Int, height: Int, limit: Int)
    /// The pixels cannot be decoded; with the message of the codec.
    case damaged(String)
    /// The image cannot be encoded; with the message of the codec.
    case notEncodable(String)

    /// What to tell a user.
    public var message: String {
        switch self {
        case .unknownFormat: "The file is not an image of a supported format."
        case .unsupported(let format): "\(format.rawValue) images cannot be decoded."
        case .tooManyPixels(let width, let height, let limit):
            "The image has \(width) x \(height) pixels; at most \(limit) are allowed."
        case .damaged(let reason): "The image is damaged: \(reason)."
        case .notEncodable(let reason): "The image cannot be encoded: \(reason)."
        }
    }
}
