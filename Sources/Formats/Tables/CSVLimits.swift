// Limits for reading CSV.

/// Limits for reading CSV from untrusted sources.
public struct CSVLimits: Sendable {
    /// The most fields of one record.
    public var fields: Int
    /// The most bytes of one field, without quotes.
    public var fieldBytes: Int
    /// The most bytes of one record, quotes and separators included, of a text that is in a file.
    public var recordBytes: Int
    /// The most records.
    public var records: Int
    /// The most fields that `CSVReader.records(of:)` holds at once.
    public var cells: Int

    /// Creates limits.
    public init(
        fields: Int = 4096, fieldBytes: Int = 1 << 20, recordBytes: Int = 8 << 20, records: Int = 1_000_000,
        cells: Int = 1_000_000
    ) {
        self.fields = fields
        self.fieldBytes = fieldBytes
        self.recordBytes = recordBytes
        self.records = records
        self.cells = cells
    }

    /// 4096 fields of 1 MiB in each of a million records of 8 MiB, a million fields kept at once.
    public static let standard = CSVLimits()
}
