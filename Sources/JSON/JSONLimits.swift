// How large and how deep a JSON text may be.

/// Limits that a parser enforces.
public struct JSONLimits: Sendable {
    /// The most levels of nesting.
    public var depth: Int
    /// The most bytes of text.
    public var maximumBytes: Int
    /// The most bytes of memory that the value may take, about. Small values take many times the bytes of their text.
    public var memory: Int

    /// 64 levels, 64 MiB of text, 128 MiB of memory.
    public static let `default` = JSONLimits()

    /// Creates limits. `depth` is capped at 512, so that the parser's stack suffices.
    public init(depth: Int = 64, maximumBytes: Int = 64 << 20, memory: Int = 128 << 20) {
        self.depth = min(depth, 512)
        self.maximumBytes = maximumBytes
        self.memory = memory
    }
}
