// Notifications as their readers see them; ``Notifier`` creates them.

import Emulator
import JSON
import Store

/// Operations on notifications. The short paths are about the caller; the long ones name an account.
enum Notifications {
    static let handlers: [String: Handler] = [
        "listNotifications": { call in try list(of: Account.calling(call).id, call) },
        "getNotification": get,
        "updateNotification": update,
        "listUserNotifications": { call in try list(of: call.integer("user_id"), call) },
        "getUserNotification": get,
        "updateUserNotification": update,
    ]

    private static let byUser: SQL = """
        SELECT \(NotificationRecord.columns) FROM studio_notifications
        WHERE user = ? ORDER BY id DESC LIMIT ? OFFSET ?
        """
    private static let byNumber: SQL =
        "SELECT \(NotificationRecord.columns) FROM studio_notifications WHERE id = ?"

    private static func list(of user: Int, _ call: Call) throws -> Reply {
        let page = call.page
        return try .json { writer in
            writer.beginArray()
            try call.database.each(byUser, .int(user), .int(page.limit), .int(page.offset)) {
                NotificationRecord($0).write(into: &writer)
            }
            writer.endArray()
        }
    }

    private static func get(_ call: Call) throws -> Reply {
        try .json { writer in
            try call.database.each(byNumber, .int(call.integer("notification_id"))) {
                NotificationRecord($0).write(into: &writer)
            }
        }
    }

    /// Absent members stay as they are, except for `read`, which is cleared.
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
            throw Problem.badRequest("\(member): expected a date and time such as 2026-01-01T00:00:00Z.", field: member)
        }
        return instant
    }
}
