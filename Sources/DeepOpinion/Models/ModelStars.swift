// The models that people have starred.

import Emulator
import Store

/// Operations on starred models.
enum ModelStars {
    static let handlers: [String: Handler] = [
        "starModel": star,
        "unstarModel": unstar,
    ]

    private static func star(_ call: Call) throws -> Reply {
        try call.database.execute(
            "INSERT OR IGNORE INTO studio_stars(user, model) VALUES (?, ?)", .int(Account.calling(call).id),
            .int(call.integer("model_id")))
        return .message("The model is now one of your favourites.")
    }

    private static func unstar(_ call: Call) throws -> Reply {
        try call.database.execute(
            "DELETE FROM studio_stars WHERE user = ? AND model = ?", .int(Account.calling(call).id),
            .int(call.integer("model_id")))
        return .message("The model is no longer one of your favourites.")
    }
}
