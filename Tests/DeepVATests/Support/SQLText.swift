// Statements that tests look behind the answers with.

import Store

/// Statements by the name of a table.
enum SQLText {
    /// How many rows a table has.
    static func count(of table: String) -> SQL { SQL(text: "SELECT count(*) FROM \(table)") }
}
