// How large and how deep a JSON text may be.

/// What a parser accepts.
public struct JSONLimits: Sendable {
    /// Levels of nesting.
    public var depth: Int
    /// Bytes of text.
    public var maximumBytes: Int

    /// 64 levels and 64 MiB, unless told otherwise.
    public static let `default` = JSONLimits()

    /// Limits from their parts; the depth is cut to 512, which the parser's stack bears.
    public init(depth: Int = 64, maximumBytes: Int = 64 << 20) {
        self.depth = min(depth, 512)
        self.maximumBytes = maximumBytes
    }
}
