// A file of a multipart body.

import System

/// A file that came with a request.
public struct Upload: Sendable {
    /// Name of its part.
    public let name: String
    /// Its filename, as sent; may contain anything.
    public let filename: String
    /// The media type that its part declared, if any.
    public let contentType: String?
    /// Its bytes.
    public let payload: Payload
}
