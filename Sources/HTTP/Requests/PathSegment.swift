// One segment of a path.

/// One segment of a path.
public struct PathSegment: Sendable, Equatable {
    /// As it came.
    public let raw: String
    /// With its escapes decoded; `%2F` gives a slash within the segment.
    public let decoded: String
}
