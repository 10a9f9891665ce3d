// One segment of a path.

/// One segment of a path.
public struct PathSegment: Sendable, Equatable {
    /// The segment as received.
    public let raw: String
    /// The segment with escapes decoded; `%2F` becomes a slash within the segment.
    public let decoded: String
}
