// Who may read and change a notification.

import Emulator
import Store

/// Access to notifications: their readers and superusers.
enum NotificationAccess {
    /// 403 unless the notification in the path belongs to the account.
    static func require(_ account: Account, _ call: Call) throws {
        let owner = try call.database.scalarInt(
            "SELECT user FROM studio_notifications WHERE id = ?", .int(call.integer("notification_id")))
        try UserAccess.require(account, owns: owner)
    }
}
