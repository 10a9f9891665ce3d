// Notifications for people who wait for something (specification, "Notifications are created by").

import Emulator
import Store

/// Makes notifications.
enum Notifier {
    /// How a process has ended.
    enum Kind: String {
        case info = "INFO"
        case warning = "WARNING"
    }

    /// Tells a user; nobody when the account is gone.
    static func add(
        _ kind: Kind, to user: Int?, title: String, text: String, at now: Instant, _ database: Database
    ) throws {
        guard let user else { return }
        try database.execute(
            "INSERT INTO studio_notifications(user, type, title, text, created) VALUES (?, ?, ?, ?, ?)", .int(user),
            .text(kind.rawValue), .text(title), .text(text), .int(now.microseconds))
    }
}
