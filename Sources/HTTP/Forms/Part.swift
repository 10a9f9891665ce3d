// One part of a multipart body.

import System

/// One part of a multipart body.
public struct Part: Sendable {
    /// The name of its form field.
    public let name: String
    /// The filename, if it is a file. Not to be trusted: it may contain anything.
    public let filename: String?
    /// The declared media type, if any.
    public let contentType: String?
    /// The content.
    public let payload: Payload

    /// Creates a part.
    public init(name: String, filename: String?, contentType: String?, payload: Payload) {
        self.name = name
        self.filename = filename
        self.contentType = contentType
        self.payload = payload
    }
}
