// One request that a sink has received.

/// One request that a sink has received.
public struct CaughtRequest: Sendable {
    /// A part of a multipart body.
    public struct CaughtPart: Sendable {
        /// The name of its form field.
        public let name: String
        /// Its filename, if it is a file.
        public let filename: String?
        /// The media type that it declares, if any.
        public let contentType: String?
        /// How many bytes it has.
        public let size: Int
        /// Its content, or the beginning of it.
        public let content: [UInt8]

        /// Whether only the beginning of the content was kept.
        public var isCut: Bool { content.count < size }
    }

    /// Number within its sink, from 1.
    public let number: Int
    /// When it came, on the tenant's clock.
    public let at: Instant
    /// Request method.
    public let method: String
    /// The request target as it came, truncated to 2 KiB.
    public let target: String
    /// Headers in order.
    public let headers: [(name: String, value: String)]
    /// How many bytes the body has.
    public let size: Int
    /// The body, or its beginning; empty for a multipart body that is well formed.
    public let body: [UInt8]
    /// The parts of a multipart body.
    public let parts: [CaughtPart]

    /// Its approximate size in memory in bytes.
    let kept: Int

    /// Whether only the beginning of the body was kept.
    public var isCut: Bool { parts.isEmpty && body.count < size }
}
