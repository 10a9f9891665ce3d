// Limits for reading zip archives.

/// Limits for reading archives from untrusted sources.
public struct ZipLimits: Sendable {
    /// The most entries.
    public var entries: Int
    /// The most bytes of the central directory, which holds names and sizes.
    public var directoryBytes: Int
    /// The most unpacked bytes of all entries that one reader reads.
    public var totalBytes: Int
    /// The most unpacked bytes for each packed byte of an entry larger than `ratioGraceBytes`. Deflate cannot exceed
    /// 1032; ordinary data rarely exceeds 50.
    public var ratio: Int
    /// The unpacked size up to which the ratio does not matter.
    public var ratioGraceBytes: Int

    /// Creates limits. The defaults suit uploads of data sets.
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
