// The head of one part of a multipart body.

/// The head of one part.
public struct PartHead: Sendable, Equatable {
    /// The name of its form field.
    public let name: String
    /// The filename, if it has one.
    public let filename: String?
    /// The declared media type, if any.
    public let contentType: String?

    /// Creates a head.
    public init(name: String, filename: String?, contentType: String?) {
        self.name = name
        self.filename = filename
        self.contentType = contentType
    }
}
