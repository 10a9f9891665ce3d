// Notifications as their readers see them; Notifier makes them.

import Emulator
import JSON
import Store

/// Operations on notifications. The short paths mean the caller, the long ones name the account.
enum Notifications {
    static let handlers: [String: Handler] = [
        "listNotifications": { call in try list(of: Access.account(call).id, call) },
        "getNotification": get,
        "updateNotification": update,
        "listUserNotifications": { call in try list(of: call.integer("user_id"), call) },
        "getUserNotification": get,
        "updateUserNotification": update,
    ]

    private static let byUser: SQL = """
        SELECT id, title, text, created, type, read FROM studio_notifications
        WHERE user = ? ORDER BY id DESC LIMIT ? OFFSET ?
        """
    private static let byNumber: SQL =
        "SELECT id, title, text, created, type, read FROM studio_notifications WHERE id = ?"

    private static func list(of user: Int, _ call: Call) throws -> Reply {
        let page = call.page
        return try .json { writer in
            writer.beginArray()
            try call.database.each(byUser, .int(user), .int(page.limit), .int(page.offset)) { row in
                write(row, into: &writer)
            }
            writer.endArray()
        }
    }

    private static func get(_ call: Call) throws -> Reply {
        try .json { writer in
            try call.database.each(byNumber, .int(call.integer("notification_id"))) { write($0, into: &writer) }
        }
    }

    /// Everything but `read` stays when it is absent.
    private static func update(_ call: Call) throws -> Reply {
        try call.database.execute(
            """
            UPDATE studio_notifications SET title = coalesce(?, title), text = coalesce(?, text),
                type = coalesce(?, type), created = coalesce(?, created), read = ? WHERE id = ?
            """, .optional(call.body["title"]?.string), .optional(call.body["text"]?.string),
            .optional(call.body["type"]?.string), .optional(instant("created", call)?.microseconds),
            .optional(instant("read", call)?.microseconds), .int(call.integer("notification_id")))
        return try get(call)
    }

    private static func instant(_ member: String, _ call: Call) throws -> Instant? {
        guard let text = call.body[member]?.string, !text.isEmpty else { return nil }
        guard let instant = Instant(text: text) else {
            throw Problem.badRequest("\(member): expected an instant such as 2026-01-01T00:00:00Z.", field: member)
        }
        return instant
    }

    private static func write(_ row: borrowing Row, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", row.int(0))
        writer.field("title", row.text(1))
        writer.field("text", row.text(2))
        writer.field("created", Instant(microseconds: row.int(3)).text(.zonedSeconds))
        writer.field("type", row.text(4))
        writer.field("read", row.optionalInt(5).map { Instant(microseconds: $0).text(.zonedSeconds) })
        writer.endObject()
    }
}
