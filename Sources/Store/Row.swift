// One row of a result, while the statement stands on it.

import CSQLite

/// A row, valid only within the closure that gets it. Columns count from 0; asking for one that the result does not have
/// is a programmer's error and traps.
@safe public struct Row: ~Copyable {
    private let statement: OpaquePointer
    /// How many columns it has.
    public let count: Int

    init(statement: OpaquePointer, count: Int) {
        unsafe self.statement = statement
        self.count = count
    }

    /// A column as a whole number; 0 for NULL.
    public func int(_ column: Int) -> Int { Int(unsafe sqlite3_column_int64(statement, checked(column))) }

    /// A column as a whole number, or nil for NULL.
    public func optionalInt(_ column: Int) -> Int? { isNull(column) ? nil : int(column) }

    /// A column as a number; 0 for NULL.
    public func double(_ column: Int) -> Double { unsafe sqlite3_column_double(statement, checked(column)) }

    /// A column as a number, or nil for NULL.
    public func optionalDouble(_ column: Int) -> Double? { isNull(column) ? nil : double(column) }

    /// A column as a truth value: false for 0 and NULL.
    public func bool(_ column: Int) -> Bool { int(column) != 0 }

    /// A column as text; empty for NULL. Bytes that are not UTF-8 are replaced by U+FFFD.
    public func text(_ column: Int) -> String {
        unsafe String(decoding: textBytes(column), as: UTF8.self)
    }

    /// A column as text, or nil for NULL.
    public func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }

    /// A column as bytes; empty for NULL.
    public func blob(_ column: Int) -> [UInt8] { unsafe Array(blobBytes(column)) }

    /// A column as bytes, or nil for NULL.
    public func optionalBlob(_ column: Int) -> [UInt8]? { isNull(column) ? nil : blob(column) }

    /// Whether a column is NULL.
    public func isNull(_ column: Int) -> Bool {
        unsafe sqlite3_column_type(statement, checked(column)) == SQLITE_NULL
    }

    /// Calls `body` with the text of a column where SQLite keeps it, without a copy; empty for NULL. What it holds is
    /// UTF-8 only if UTF-8 was stored.
    @inlinable
    public func withText<T, E: Error>(_ column: Int, _ body: (Span<UInt8>) throws(E) -> T) throws(E) -> T {
        try unsafe body(textBytes(column).span)
    }

    /// Stays valid until the same column is read as another type, or the statement moves on.
    @usableFromInline func textBytes(_ column: Int) -> UnsafeBufferPointer<UInt8> {
        let index = checked(column)
        // The order matters: asking for the text may convert the value, and the size follows from that.
        let start = unsafe sqlite3_column_text(statement, index)
        return unsafe UnsafeBufferPointer(start: start, count: start == nil ? 0 : size(index))
    }

    private func blobBytes(_ column: Int) -> UnsafeBufferPointer<UInt8> {
        let index = checked(column)
        let start = unsafe sqlite3_column_blob(statement, index)
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : size(index))
        return unsafe bytes.assumingMemoryBound(to: UInt8.self)
    }

    private func size(_ index: Int32) -> Int { Int(unsafe sqlite3_column_bytes(statement, index)) }

    private func checked(_ column: Int) -> Int32 {
        precondition(column >= 0 && column < count, "The result has \(count) columns; there is no column \(column).")
        return Int32(truncatingIfNeeded: column)
    }
}
