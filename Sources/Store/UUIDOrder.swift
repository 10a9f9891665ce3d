// Rows that are found by the rank of their UUID.

import CSQLite
import Crypto

/// The SQL function `uuid_rank(id)`: ``Crypto/UUIDRank/of(_:)`` of a text.
enum UUIDOrder {
    /// Makes the function known to a connection; answers SQLite's code.
    static func register(on connection: OpaquePointer) -> Int32 {
        unsafe sqlite3_create_function_v2(
            connection, "uuid_rank", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, nil,
            { context, _, values in
                // The order matters: asking for the text may convert the value, and the size follows from that.
                let start = unsafe sqlite3_value_text(values?[0])
                let count = unsafe start == nil ? 0 : Int(sqlite3_value_bytes(values?[0]))
                let text = unsafe UnsafeBufferPointer(start: start, count: count)
                unsafe sqlite3_result_int64(context, sqlite3_int64(UUIDRank.of(text.span)))
            }, nil, nil, nil)
    }
}
