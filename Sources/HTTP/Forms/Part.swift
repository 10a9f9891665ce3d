// One part of a multipart body.

import System

/// One part of a multipart body.
public struct Part: Sendable {
    /// The name of its form field.
    public let name: String
    /// The filename, if it is a file; may contain anything.
    public let filename: String?
    /// The media type that it declares, if any.
    public let contentType: String?
    /// Its bytes.
    public let payload: Payload

    /// A part from its parts.
    public init(name: String, filename: String?, contentType: String?, payload: Payload) {
        self.name = name
        self.filename = filename
        self.contentType = contentType
        self.payload = payload
    }
}
