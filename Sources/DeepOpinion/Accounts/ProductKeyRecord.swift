// A product key as it is stored and written.

import Emulator
import JSON
import Store

/// A product key.
struct ProductKeyRecord {
    static let columns: SQL = "id, created, name, token"

    let id: Int
    let created: Instant
    let name: String
    let token: String

    /// A key from a row of ``columns``.
    init(_ row: borrowing Row) {
        id = row.int(0)
        created = row.instant(1)
        name = row.text(2)
        token = row.text(3)
    }

    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", id)
        writer.field("created", created)
        writer.field("name", name)
        writer.field("token", token)
        writer.endObject()
    }
}
