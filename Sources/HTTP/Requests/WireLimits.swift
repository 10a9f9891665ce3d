// The limits on what a peer may send.

/// Limits on everything that a peer controls.
public struct WireLimits: Sendable {
    /// Bytes of a request head including the request line; more gets a 431.
    public var headBytes = 32 << 10
    /// Bytes of a request target; more gets a 414.
    public var targetBytes = 8 << 10
    /// Header lines; more get a 431.
    public var headerCount = 100
    /// Bytes of a body; more gets a 413.
    public var bodyBytes = 5 << 30
    /// Bytes of the size line of a chunk, including extensions.
    public var chunkLineBytes = 256
    /// Bytes of the trailer section.
    public var trailerBytes = 8 << 10
    /// Parts of a multipart body.
    public var partCount = 1000
    /// Bytes of one part's headers.
    public var partHeaderBytes = 8 << 10
    /// Bytes of one text field of a multipart body.
    public var fieldBytes = 1 << 20
    /// Bytes of a body or file that are kept in memory; the rest goes to a temporary file.
    public var memoryBytes = 1 << 20

    /// The defaults.
    public init() {}
}
