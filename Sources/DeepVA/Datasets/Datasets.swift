// Datasets: creation, lists, single ones, changes and deletion.

import Emulator
import JSON
import Store

/// Datasets (specification, section 3).
enum Datasets {
    static let handlers: [String: Handler] = [
        "listDatasets": list,
        "createDataset": create,
        "getDataset": get,
        "updateDataset": update,
        "deleteDataset": delete,
        "evaluateDataset": DatasetEvaluation.start,
    ]

    /// The type of a dataset, and of its trainings and models.
    static let face = "face"

    private static func list(_ call: Call) throws -> Reply {
        let total = try call.database.scalarInt("SELECT value FROM counters WHERE name = 'deepva_datasets'")
        let now = SQLValue.int(call.now.microseconds)
        return try call.paged(total: total ?? 0) { writer in
            try call.database.each(
                "SELECT \(DatasetRecord.columns) FROM deepva_datasets d ORDER BY d.seq LIMIT ? OFFSET ?",
                now, now, .int(call.page.limit), .int(call.page.offset)
            ) { try DatasetRecord.write($0, in: call.database, into: &writer) }
        }
    }

    private static func get(_ call: Call) throws -> Reply {
        try reply(call, id: call.path("dataset_id"))
    }

    private static func create(_ call: Call) throws -> Reply {
        let id = call.tenant.identifiers.uuid()
        let now = SQLValue.int(call.now.microseconds)
        try call.database.execute(
            "INSERT INTO deepva_datasets(id, name, description, type, created, updated) VALUES (?, ?, ?, ?, ?, ?)",
            .text(id), .text(call.body["name"]?.string ?? ""), .text(call.body["description"]?.string ?? ""),
            .text(call.body["type"]?.string ?? face), now, now)
        return try reply(call, id: id, as: .exact)
    }

    private static func update(_ call: Call) throws -> Reply {
        let id = call.path("dataset_id")
        try call.database.execute(
            """
            UPDATE deepva_datasets SET name = coalesce(?, name), description = coalesce(?, description), updated = ?
            WHERE id = ?
            """,
            .optional(call.body["name"]?.string), .optional(call.body["description"]?.string),
            .int(call.now.microseconds), .text(id))
        return try reply(call, id: id)
    }

    private static func delete(_ call: Call) throws -> Reply {
        try call.database.execute("DELETE FROM deepva_datasets WHERE id = ?", .text(call.path("dataset_id")))
        return .json(["message": "Dataset has been deleted"])
    }

    // MARK: - Rows

    /// The row number of a dataset.
    ///
    /// - Throws: ``Problem`` 404 when there is no such dataset.
    static func number(of id: String, in database: Database) throws -> Int {
        guard let number = try database.scalarInt("SELECT seq FROM deepva_datasets WHERE id = ?", .text(id)) else {
            throw Problem.unknownDataset
        }
        return number
    }

    /// A reply with one dataset.
    static func reply(_ call: Call, id: String, as precision: TimePrecision = .milliseconds) throws -> Reply {
        let now = SQLValue.int(call.now.microseconds)
        let reply = try call.database.first(
            "SELECT \(DatasetRecord.columns) FROM deepva_datasets d WHERE d.id = ?", now, now, .text(id)
        ) { row in
            try Reply.json(status: precision == .exact ? 201 : 200) {
                try DatasetRecord.write(row, in: call.database, as: precision, into: &$0)
            }
        }
        guard let reply else { throw Problem.unknownDataset }
        return reply
    }
}
