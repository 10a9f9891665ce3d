// How large and how deep a JSON text may be.

/// Limits that a parser enforces.
public struct JSONLimits: Sendable {
    /// The most levels of nesting.
    public var depth: Int
    /// The most bytes of text.
    public var maximumBytes: Int

    /// 64 levels and 64 MiB.
    public static let `default` = JSONLimits()

    /// Creates limits. `depth` is capped at 512, so that the parser's stack suffices.
    public init(depth: Int = 64, maximumBytes: Int = 64 << 20) {
        self.depth = min(depth, 512)
        self.maximumBytes = maximumBytes
    }
}
