// Notifications about work that has ended (specification, "Notifications are created by").

import Emulator
import Store

/// Creates notifications.
enum Notifier {
    /// How the work ended.
    enum Kind: String {
        case info = "INFO"
        case warning = "WARNING"
    }

    /// Notifies a user; nobody when the record has no author.
    static func add(
        _ kind: Kind, to user: Int?, title: String, text: String, at now: Instant, _ database: Database
    ) throws {
        guard let user else { return }
        try database.execute(
            "INSERT INTO studio_notifications(user, type, title, text, created) VALUES (?, ?, ?, ?, ?)", .int(user),
            .text(kind.rawValue), .text(title), .text(text), .int(now.microseconds))
    }
}
