// A notification as it is stored and written.

import Emulator
import JSON
import Store

/// A notification.
struct NotificationRecord {
    static let columns: SQL = "id, title, text, created, type, read"

    let id: Int
    let title: String
    let text: String
    let created: Instant
    let type: String
    let read: Instant?

    /// A notification from a row of ``columns``.
    init(_ row: borrowing Row) {
        id = row.int(0)
        title = row.text(1)
        text = row.text(2)
        created = row.instant(3)
        type = row.text(4)
        read = row.optionalInstant(5)
    }

    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", id)
        writer.field("title", title)
        writer.field("text", text)
        writer.field("created", created)
        writer.field("type", type)
        writer.field("read", read)
        writer.endObject()
    }
}
