// Paths that name notifications.

import Emulator
import Store

/// Scopes of notifications.
enum NotificationScope {
    static let scopes: [String: @Sendable (Call) throws -> Void] = [
        "notification": { call in
            let exists = try call.database.exists(
                "SELECT 1 FROM studio_notifications WHERE id = ?", .int(call.integer("notification_id")))
            guard exists else { throw Problem.unknownNotification }
        },
        "user-notification": Scope.exists(
            "SELECT 1 FROM studio_notifications WHERE id = ? AND user = ?", "notification_id", in: "user_id",
            else: .unknownNotification),
    ]
}
