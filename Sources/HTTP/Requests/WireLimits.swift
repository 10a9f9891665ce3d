// What a peer may send.

/// Bounds on everything that a peer controls.
public struct WireLimits: Sendable {
    /// Bytes of a request head, request line included; more is a 431.
    public var headBytes = 32 << 10
    /// Bytes of a request target; more is a 414.
    public var targetBytes = 8 << 10
    /// Header lines; more is a 431.
    public var headerCount = 100
    /// Bytes of a body; more is a 413.
    public var bodyBytes = 5 << 30
    /// Bytes of a chunk's size line with its extensions.
    public var chunkLineBytes = 256
    /// Bytes of the trailer section.
    public var trailerBytes = 8 << 10
    /// Parts of a multipart body.
    public var partCount = 1000
    /// Bytes of one part's headers.
    public var partHeaderBytes = 8 << 10
    /// Bytes of one text field of a multipart body.
    public var fieldBytes = 1 << 20
    /// Bytes of a body or file that are kept in memory; more goes to a temporary file.
    public var memoryBytes = 1 << 20

    /// The defaults.
    public init() {}
}
