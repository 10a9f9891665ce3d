// Classes of a dataset: creation, lists, single ones, changes and deletion.

import Emulator
import JSON
import Store

/// Classes (specification, section 3).
enum Classes {
    static let handlers: [String: Handler] = [
        "listClasses": list,
        "createClass": create,
        "getClass": get,
        "updateClass": update,
        "deleteClass": delete,
    ]

    private static func list(_ call: Call) throws -> Reply {
        let dataset = try Datasets.number(of: call.path("dataset_id"), in: call.database)
        let total = try call.database.scalarInt("SELECT classes FROM deepva_datasets WHERE seq = ?", .int(dataset))
        return try call.paged(total: total ?? 0) { writer in
            try call.database.each(
                "SELECT \(ClassRecord.columns) FROM deepva_classes WHERE dataset = ? ORDER BY seq LIMIT ? OFFSET ?",
                .int(dataset), .int(call.page.limit), .int(call.page.offset)
            ) { try ClassRecord.write($0, call, into: &writer) }
        }
    }

    private static func get(_ call: Call) throws -> Reply {
        try reply(call, number: number(call))
    }

    private static func create(_ call: Call) throws -> Reply {
        let dataset = try Datasets.number(of: call.path("dataset_id"), in: call.database)
        let body = call.body
        let reference = body["reference"]?.string ?? call.tenant.identifiers.uuid(isChoosable: false)
        try requireFree(reference, dataset: dataset, in: call.database)
        let number = try insert(
            NewClass(
                dataset: dataset, label: body["label"]?.string ?? "", reference: reference,
                isActive: body["active"]?.bool ?? true, notes: body["notes"]?.string ?? "",
                expiration: try expiration(body), customFields: body["custom_fields"] ?? []),
            into: call.tenant, now: call.now)
        return try reply(call, number: number, as: .exact)
    }

    /// A class that is being created.
    struct NewClass {
        let dataset: Int
        let label: String
        let reference: String
        var isActive = true
        var notes = ""
        var expiration: Int?
        var customFields: JSON = []
    }

    /// Adds a class and returns its row number.
    static func insert(_ new: NewClass, into tenant: Tenant, now: Instant) throws -> Int {
        try tenant.database.execute(
            """
            INSERT INTO deepva_classes(id, dataset, reference, label, created, updated, active, notes, expiration,
                custom_fields_json)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .text(tenant.identifiers.uuid()), .int(new.dataset), .text(new.reference), .text(new.label),
            .int(now.microseconds), .int(now.microseconds), .bool(new.isActive), .text(new.notes),
            .optional(new.expiration), .text(new.customFields.description))
        return tenant.database.lastInsertedRow
    }

    private static func update(_ call: Call) throws -> Reply {
        let number = try number(call)
        let body = call.body
        if let reference = body["reference"]?.string {
            let dataset = try Datasets.number(of: call.path("dataset_id"), in: call.database)
            try requireFree(reference, dataset: dataset, except: number, in: call.database)
        }
        try call.database.execute(
            """
            UPDATE deepva_classes SET label = coalesce(?, label), reference = coalesce(?, reference),
                active = coalesce(?, active), notes = coalesce(?, notes),
                custom_fields_json = coalesce(?, custom_fields_json), updated = ?
            WHERE seq = ?
            """,
            .optional(body["label"]?.string), .optional(body["reference"]?.string),
            body["active"]?.bool.map { .bool($0) } ?? .null, .optional(body["notes"]?.string),
            .optional(body["custom_fields"]?.description), .int(call.now.microseconds), .int(number))
        if body["expiration_date"] != nil {
            try call.database.execute(
                "UPDATE deepva_classes SET expiration = ? WHERE seq = ?", .optional(expiration(body)), .int(number))
        }
        return try reply(call, number: number)
    }

    private static func delete(_ call: Call) throws -> Reply {
        try call.database.execute("DELETE FROM deepva_classes WHERE seq = ?", .int(number(call)))
        return .json(["message": "Class has been deleted"])
    }

    // MARK: - Parts

    private static func requireFree(
        _ reference: String, dataset: Int, except number: Int = 0, in database: Database
    ) throws {
        let isTaken = try database.exists(
            "SELECT 1 FROM deepva_classes WHERE dataset = ? AND reference = ? AND seq <> ?", .int(dataset),
            .text(reference), .int(number))
        guard !isTaken else {
            throw Problem.conflict("reference: another class of this dataset already has it.", field: "reference")
        }
    }

    /// Microseconds; nil for null and for an absent member.
    private static func expiration(_ body: JSON) throws -> Int? {
        guard let text = body["expiration_date"]?.string else { return nil }
        guard let instant = Instant(text: text) else {
            throw Problem.badRequest(
                "expiration_date: expected a time like 2026-01-31 12:00:00.000000.", field: "expiration_date")
        }
        return instant.microseconds
    }

    /// The row number of the class in the path.
    ///
    /// - Throws: ``Problem`` 404 when the dataset has no such class.
    static func number(_ call: Call) throws -> Int {
        let number = try call.database.scalarInt(
            """
            SELECT c.seq FROM deepva_classes c JOIN deepva_datasets d ON d.seq = c.dataset WHERE c.id = ? AND d.id = ?
            """, .text(call.path("class_id")), .text(call.path("dataset_id")))
        guard let number else { throw Problem.unknownClass }
        return number
    }

    private static func reply(_ call: Call, number: Int, as precision: TimePrecision = .milliseconds) throws -> Reply {
        let reply = try call.database.first(
            "SELECT \(ClassRecord.columns) FROM deepva_classes WHERE seq = ?", .int(number)
        ) { row in
            try Reply.json(status: precision == .exact ? 201 : 200) {
                try ClassRecord.write(row, call, as: precision, into: &$0)
            }
        }
        guard let reply else { throw Problem.unknownClass }
        return reply
    }
}
