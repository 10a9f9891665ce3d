// User groups: create, list, show, update, delete.

import Emulator
import JSON
import Store

/// User groups (specification, "User groups").
enum UserGroups {
    static let handlers: [String: Handler] = [
        "listUserGroups": list,
        "createUserGroup": create,
        "getUserGroup": get,
        "updateUserGroup": update,
        "deleteUserGroup": delete,
    ]

    private static func list(_ call: Call) throws -> Reply {
        try Reply.json { writer in
            writer.beginObject()
            writer.key("user_groups")
            writer.beginArray()
            try call.database.each(
                "SELECT id, name, emails_json, client_id FROM tools_user_groups WHERE client_id = ? ORDER BY seq",
                .text(call.path("clientId"))
            ) { write($0, into: &writer) }
            writer.endArray()
            writer.endObject()
        }
    }

    private static func create(_ call: Call) throws -> Reply {
        let id = try call.tenant.newID(of: Records.userGroup)
        try call.database.execute(
            "INSERT INTO tools_user_groups(id, client_id, name, emails_json) VALUES (?, ?, ?, ?)", .text(id),
            .text(call.path("clientId")), .text(call.body["user_group_name"]?.string ?? ""),
            .text((call.body["emails"] ?? []).description))
        return .json(["user_group_id": .string(id)])
    }

    private static func get(_ call: Call) throws -> Reply {
        let id = call.path("userGroupId")
        let reply = try call.database.first(
            "SELECT id, name, emails_json, client_id FROM tools_user_groups WHERE id = ?", .text(id)
        ) { row in Reply.json { write(row, into: &$0) } }
        guard let reply else { throw Problem.unknownUserGroup(id) }
        return reply
    }

    private static func update(_ call: Call) throws -> Reply {
        try call.database.execute(
            "UPDATE tools_user_groups SET name = ifnull(?, name), emails_json = ifnull(?, emails_json) WHERE id = ?",
            .optional(call.body["user_group_name"]?.string), .optional(call.body["emails"]?.description),
            .text(call.path("userGroupId")))
        return .empty(200)
    }

    private static func delete(_ call: Call) throws -> Reply {
        let id = call.path("userGroupId")
        try UserScopes.remove(group: id, in: call.database)
        try call.database.execute("DELETE FROM tools_user_groups WHERE id = ?", .text(id))
        return .empty(200)
    }

    private static func write(_ row: borrowing Row, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("user_group_id", row.text(0))
        writer.field("user_group_name", row.text(1))
        writer.key("emails")
        row.withText(2) { writer.raw($0) }
        writer.field("client_id", row.text(3))
        writer.endObject()
    }
}
