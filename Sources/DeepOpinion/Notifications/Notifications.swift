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

    private static let byNumber: SQL =
        "SELECT \(NotificationRecord.columns) FROM studio_notifications WHERE id = ?"

    private static func list(of user: Int, _ call: Call) throws -> Reply {
        let walk = RecordWalk(
            "SELECT \(NotificationRecord.columns) FROM studio_notifications WHERE user = ?", [.int(user)], by: "id",
            isDescending: true, ListRange(call), number: \NotificationRecord.id
        ) { NotificationRecord($0) }
        return try ListReply.reply(call, walk) { $0.write(into: &$1) }
    }

    private static func get(_ call: Call) throws -> Reply {
        try .json { writer in
            try call.database.each(byNumber, .int(call.integer("notification_id"))) {
                NotificationRecord($0).write(into: &writer)
            }
        }
    }

    /// Absent members stay as they are. An empty `read` makes the notification unread, and so does a body without any
    /// member, as a client sends it that leaves out what is empty.
    private static func update(_ call: Call) throws -> Reply {
        try call.database.execute(
            """
            UPDATE studio_notifications SET title = coalesce(?, title), text = coalesce(?, text),
                type = coalesce(?, type), created = coalesce(?, created) WHERE id = ?
            """, .optional(call.body["title"]?.string), .optional(call.body["text"]?.string),
            .optional(call.body["type"]?.string), .optional(call.instant("created")?.microseconds),
            .int(call.integer("notification_id")))
        let isEmpty = !["title", "text", "type", "created"].contains { call.body[$0] != nil }
        if isEmpty || call.body["read"] != nil {
            try call.database.execute(
                "UPDATE studio_notifications SET read = ? WHERE id = ?", .optional(call.instant("read")?.microseconds),
                .int(call.integer("notification_id")))
        }
        return try get(call)
    }
}
