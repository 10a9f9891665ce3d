// Product keys of accounts. They can be added, listed and deleted, but unlock nothing.

import Emulator
import JSON
import Store

/// Operations on product keys.
enum ProductKeys {
    static let handlers: [String: Handler] = [
        "listProductKeys": list,
        "addProductKey": add,
        "deleteProductKey": delete,
    ]

    /// The most keys of one account.
    private static let maximum = 1000
    private static let byUser: SQL =
        "SELECT \(ProductKeyRecord.columns) FROM studio_product_keys WHERE user = ? ORDER BY id"
    private static let byNumber: SQL = "SELECT \(ProductKeyRecord.columns) FROM studio_product_keys WHERE id = ?"

    private static func list(_ call: Call) throws -> Reply {
        try .json { writer in
            writer.beginArray()
            try call.database.each(byUser, .int(call.integer("user_id"))) { ProductKeyRecord($0).write(into: &writer) }
            writer.endArray()
        }
    }

    private static func add(_ call: Call) throws -> Reply {
        let user = call.integer("user_id")
        let count =
            try call.database.scalarInt("SELECT count(*) FROM studio_product_keys WHERE user = ?", .int(user)) ?? 0
        guard count < maximum else { throw Problem.conflict("An account can have at most \(maximum) product keys.") }
        try call.database.execute(
            "INSERT INTO studio_product_keys(user, name, token, created) VALUES (?, ?, ?, ?)", .int(user),
            .text(call.body["name"]?.string ?? "Key \(count + 1)"), .text(call.tenant.identifiers.hex(32)),
            .int(call.now.microseconds))
        return try .json { writer in
            try call.database.each(byNumber, .int(call.database.lastInsertedRow)) {
                ProductKeyRecord($0).write(into: &writer)
            }
        }
    }

    private static func delete(_ call: Call) throws -> Reply {
        try call.database.execute("DELETE FROM studio_product_keys WHERE id = ?", .int(call.integer("key_id")))
        return try list(call)
    }
}
