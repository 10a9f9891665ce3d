// Index collections, which hold unknown faces.

import Emulator
import JSON
import Store

/// Index collections (specification, section 10).
enum IndexCollections {
    static let handlers: [String: Handler] = [
        "listIndexCollections": list,
        "createIndexCollection": create,
        "getIndexCollection": get,
        "updateIndexCollection": update,
        "deleteIndexCollection": delete,
    ]

    /// The collection that every tenant starts with and that jobs add faces to.
    static let defaultName = "default_index"

    private static let columns: SQL = "name, description, type, is_public, created, updated"

    // MARK: - Reading

    private static func list(_ call: Call) throws -> Reply {
        let total = try call.database.scalarInt("SELECT value FROM counters WHERE name = 'deepva_index_collections'")
        return try call.paged(total: total ?? 0) { writer in
            try call.database.each(
                "SELECT \(columns) FROM deepva_index_collections ORDER BY seq LIMIT ? OFFSET ?", .int(call.page.limit),
                .int(call.page.offset)
            ) { write($0, isNew: false, into: &writer) }
        }
    }

    private static func get(_ call: Call) throws -> Reply {
        try reply(call, name: call.path("collection_name"), status: 200)
    }

    /// The row number of the collection in the path.
    static func number(_ call: Call) throws -> Int {
        guard let number = try number(of: call.path("collection_name"), in: call.database) else {
            throw Problem.unknownIndexCollection
        }
        return number
    }

    private static func number(of name: String, in database: Database) throws -> Int? {
        try database.scalarInt("SELECT seq FROM deepva_index_collections WHERE name = ?", .text(name))
    }

    /// The row number of the default collection, which is created again if it has been deleted.
    static func defaultNumber(in tenant: Tenant) throws -> Int {
        if let number = try number(of: defaultName, in: tenant.database) { return number }
        try insert(defaultName, description: "", isPublic: false, in: tenant)
        return tenant.database.lastInsertedRow
    }

    // MARK: - Writing

    /// Adds the default collection to a new tenant.
    static func seed(_ tenant: Tenant) throws {
        _ = try defaultNumber(in: tenant)
    }

    private static func create(_ call: Call) throws -> Reply {
        let name = call.body["name"]?.string ?? ""
        guard try number(of: name, in: call.database) == nil else {
            throw Problem.conflict("name: there already is an index collection \(name).", field: "name")
        }
        try insert(
            name, description: call.body["description"]?.string ?? "", isPublic: call.body["is_public"]?.bool ?? false,
            in: call.tenant)
        return try reply(call, name: name, status: 201)
    }

    private static func insert(_ name: String, description: String, isPublic: Bool, in tenant: Tenant) throws {
        try tenant.database.execute(
            """
            INSERT INTO deepva_index_collections(name, description, type, is_public, created, updated)
            VALUES (?, ?, 'face', ?, ?, ?)
            """,
            .text(name), .text(description), .bool(isPublic), .int(tenant.now.microseconds),
            .int(tenant.now.microseconds))
    }

    private static func update(_ call: Call) throws -> Reply {
        var changes: [SQL] = ["updated = ?"]
        var values: [SQLValue] = [.int(call.now.microseconds)]
        if let description = call.body["description"] {
            changes.append("description = ?")
            values.append(.text(description.string ?? ""))
        }
        if let isPublic = call.body["is_public"]?.bool {
            changes.append("is_public = ?")
            values.append(.bool(isPublic))
        }
        let name = call.path("collection_name")
        try call.database.execute(
            "UPDATE deepva_index_collections SET \(changes.joined(separator: ", ")) WHERE name = ?",
            values + [.text(name)])
        return try reply(call, name: name, status: 200)
    }

    private static func delete(_ call: Call) throws -> Reply {
        try call.database.execute(
            "DELETE FROM deepva_index_collections WHERE name = ?", .text(call.path("collection_name")))
        return .json(["message": "Index collection has been deleted"])
    }

    // MARK: - Rows

    private static func reply(_ call: Call, name: String, status: Int) throws -> Reply {
        let reply = try call.database.first(
            "SELECT \(columns) FROM deepva_index_collections WHERE name = ?", .text(name)
        ) { row in
            Reply.json(status: status) { write(row, isNew: status == 201, into: &$0) }
        }
        guard let reply else { throw Problem.unknownIndexCollection }
        return reply
    }

    private static func write(_ row: borrowing Row, isNew: Bool, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("name", row.text(0))
        writer.field("description", row.text(1))
        writer.field("type", row.text(2))
        writer.field("is_public", row.bool(3))
        for (key, column) in [("time_created", 4), ("time_updated", 5)] {
            let instant = Instant(microseconds: row.int(column))
            writer.key(key)
            writer.instant(isNew ? instant : instant.truncatedToMilliseconds, .spaced)
        }
        writer.endObject()
    }
}
