// How much of an archive a reader is willing to look at.

/// Bounds for reading archives that somebody else made.
public struct ZipLimits: Sendable {
    /// Most entries.
    public var entries: Int
    /// Most bytes of the central directory, where names and sizes are.
    public var directoryBytes: Int
    /// Most unpacked bytes that one reader gives out, over all entries.
    public var totalBytes: Int
    /// Most unpacked bytes for each packed byte of an entry, counted from `ratioGraceBytes` on. Deflate cannot exceed
    /// 1032; ordinary data seldom exceeds 50.
    public var ratio: Int
    /// Unpacked bytes up to which the ratio does not matter.
    public var ratioGraceBytes: Int

    /// Limits; every argument has a default that suits uploads of data sets.
    public init(
        entries: Int = 20_000,
        directoryBytes: Int = 8 << 20,
        totalBytes: Int = 4 << 30,
        ratio: Int = 200,
        ratioGraceBytes: Int = 1 << 20
    ) {
        self.entries = entries
        self.directoryBytes = directoryBytes
        self.totalBytes = totalBytes
        self.ratio = ratio
        self.ratioGraceBytes = ratioGraceBytes
    }

    /// 20,000 entries, 8 MiB of directory, 4 GiB in all, 200 to 1 above 1 MiB.
    public static let standard = ZipLimits()
}
