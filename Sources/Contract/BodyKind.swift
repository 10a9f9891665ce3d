// The encodings of request bodies: the values of `x-body`, and what media types stand for.

/// An encoding of request bodies.
public enum BodyKind: String, Sendable, CaseIterable {
    /// `application/json`.
    case json
    /// `application/x-www-form-urlencoded`.
    case form
    /// `multipart/form-data`, text fields and files.
    case multipart
    /// Any other media type: opaque bytes.
    case raw

    /// The media type that stands for the kind in a message.
    public var mediaType: String {
        switch self {
        case .json: "application/json"
        case .form: "application/x-www-form-urlencoded"
        case .multipart: "multipart/form-data"
        case .raw: "*/*"
        }
    }

    /// The kind of a media type without parameters, compared without regard to case.
    public init(mediaType: String) {
        switch mediaType.lowercased() {
        case "application/json": self = .json
        case "application/x-www-form-urlencoded": self = .form
        case "multipart/form-data": self = .multipart
        default: self = .raw
        }
    }
}
