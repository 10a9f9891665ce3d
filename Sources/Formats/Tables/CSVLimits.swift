// How much of a CSV text a reader is willing to take.

/// Bounds for reading CSV that somebody else made.
public struct CSVLimits: Sendable {
    /// Most fields in one record.
    public var fields: Int
    /// Most bytes in one field, quotes not counted.
    public var fieldBytes: Int
    /// Most records.
    public var records: Int
    /// Most fields that `CSVReader.records(of:)` keeps at once.
    public var cells: Int

    /// Limits; every argument has a default.
    public init(fields: Int = 4096, fieldBytes: Int = 1 << 20, records: Int = 1_000_000, cells: Int = 1_000_000) {
        self.fields = fields
        self.fieldBytes = fieldBytes
        self.records = records
        self.cells = cells
    }

    /// 4096 fields of 1 MiB in each of a million records, a million fields kept at once.
    public static let standard = CSVLimits()
}
