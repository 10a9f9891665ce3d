// A row of the table of berths.

import Emulator
import JSON
import Store

/// A berth that is let to a ship.
struct BerthRecord {
    let number: Int
    let ship: String
    let since: Instant

    private static let columns: SQL = "number, ship, since"

    private init(_ row: borrowing Row) {
        number = row.int(0)
        ship = row.text(1)
        since = Instant(microseconds: row.int(2))
    }

    static func find(_ number: Int, in database: Database) throws -> BerthRecord? {
        try database.first("SELECT \(columns) FROM harbour_berths WHERE number = ?", .int(number)) { BerthRecord($0) }
    }

    /// Every berth, by number.
    static func all(in database: Database) throws -> [BerthRecord] {
        try database.all("SELECT \(columns) FROM harbour_berths ORDER BY number") { BerthRecord($0) }
    }

    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("number", number)
        writer.field("ship", ship)
        writer.field("since", since.text(.zonedSeconds))
        writer.endObject()
    }
}
