// One row of a result, while the statement stands on it.

import CSQLite

/// A row. Valid only within the closure that gets it.
@safe public struct Row: ~Copyable {
    private let statement: OpaquePointer

    init(statement: OpaquePointer) {
        unsafe self.statement = statement
    }

    /// A column as a whole number; 0 for NULL.
    public func int(_ column: Int) -> Int { Int(unsafe sqlite3_column_int64(statement, Int32(column))) }

    /// A column as a number; 0 for NULL.
    public func double(_ column: Int) -> Double { unsafe sqlite3_column_double(statement, Int32(column)) }

    /// A column as a truth value.
    public func bool(_ column: Int) -> Bool { int(column) != 0 }

    /// Whether a column is NULL.
    public func isNull(_ column: Int) -> Bool { unsafe sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL }

    /// A column as text; empty for NULL. Bytes that are not UTF-8 are replaced.
    public func text(_ column: Int) -> String {
        withText(column) { span in unsafe span.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) } }
    }

    /// A column as text, or nil for NULL.
    public func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }

    /// A column as a whole number, or nil for NULL.
    public func optionalInt(_ column: Int) -> Int? { isNull(column) ? nil : int(column) }

    /// A column as bytes; empty for NULL.
    public func blob(_ column: Int) -> [UInt8] {
        let start = unsafe sqlite3_column_blob(statement, Int32(column))
        let count = Int(unsafe sqlite3_column_bytes(statement, Int32(column)))
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    }

    /// Calls `body` with the text of a column as SQLite holds it, without a copy.
    public func withText<T>(_ column: Int, _ body: (Span<UInt8>) throws -> T) rethrows -> T {
        let start = unsafe sqlite3_column_text(statement, Int32(column))
        let count = Int(unsafe sqlite3_column_bytes(statement, Int32(column)))
        let buffer = unsafe UnsafeBufferPointer(start: start, count: start == nil ? 0 : count)
        return try unsafe body(buffer.span)
    }
}
