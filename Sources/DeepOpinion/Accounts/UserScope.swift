// Paths that name accounts and their product keys.

import Emulator
import Store

/// Scopes of accounts.
enum UserScope {
    static let scopes: [String: @Sendable (Call) throws -> Void] = [
        "user": { call in _ = try Users.find(call.integer("user_id"), call.database) },
        "product-key": Scope.exists(
            "SELECT 1 FROM studio_product_keys WHERE id = ? AND user = ?", "key_id", in: "user_id",
            else: .unknownProductKey),
    ]
}
