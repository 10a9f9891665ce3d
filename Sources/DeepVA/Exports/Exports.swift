// Exports: creation, lists and single ones.

import Emulator
import JSON
import Store

/// Exports (specification, section 9). ``ExportTransitions`` creates their files.
enum Exports {
    static let handlers: [String: Handler] = [
        "listExports": list,
        "createExport": create,
        "getExport": get,
    ]

    private static let columns: SQL = """
        id, strategy, created, completed, state, started, finish_due, error, dataset_id
        """

    private static func list(_ call: Call) throws -> Reply {
        let total = try call.database.scalarInt("SELECT value FROM counters WHERE name = 'deepva_exports'")
        return try call.paged(total: total ?? 0) { writer in
            try call.database.each(
                "SELECT \(columns) FROM deepva_exports ORDER BY seq LIMIT ? OFFSET ?", .int(call.page.limit),
                .int(call.page.offset)
            ) { write($0, now: call.now, into: &writer) }
        }
    }

    private static func get(_ call: Call) throws -> Reply {
        try reply(call, number: number(call), status: 200)
    }

    private static func create(_ call: Call) throws -> Reply {
        let dataset = call.body["config"]?["dataset_id"]?.string ?? ""
        guard try call.database.exists("SELECT 1 FROM deepva_datasets WHERE id = ?", .text(dataset)) else {
            throw Problem.noDataset(dataset, field: "config.dataset_id")
        }
        let id = call.tenant.identifiers.uuid()
        try call.database.execute(
            "INSERT INTO deepva_exports(id, strategy, state, created, dataset_id) VALUES (?, ?, 'waiting', ?, ?)",
            .text(id), .text(call.body["strategy"]?.string ?? ""),
            .int(call.now.microseconds), .text(dataset))
        let number = call.database.lastInsertedRow
        try ExportTransitions.lifecycle.start(.id(id), in: call.tenant, at: call.now)
        return try reply(call, number: number, status: 201)
    }

    // MARK: - Rows

    /// The row number of the export in the path.
    ///
    /// - Throws: ``Problem`` 404 when there is none.
    static func number(_ call: Call) throws -> Int {
        let number = try call.database.scalarInt(
            "SELECT seq FROM deepva_exports WHERE id = ?", .text(call.path("export_id")))
        guard let number else { throw Problem.unknownExport }
        return number
    }

    private static func reply(_ call: Call, number: Int, status: Int) throws -> Reply {
        let reply = try call.database.first("SELECT \(columns) FROM deepva_exports WHERE seq = ?", .int(number)) {
            row in
            Reply.json(status: status) { write(row, now: call.now, into: &$0) }
        }
        guard let reply else { throw Problem.unknownExport }
        return reply
    }

    /// Sends an event of an export to its subscribers.
    static func publish(_ event: String, number: Int, in context: TransitionContext) throws {
        let found = try context.database.first("SELECT \(columns) FROM deepva_exports WHERE seq = ?", .int(number)) {
            row in
            var writer = JSONWriter()
            write(row, now: context.now, into: &writer)
            return (id: row.text(0), record: writer.bytes)
        }
        guard let found else { return }
        try Webhooks.publish(event, subject: found.id, "export", found.record, from: context.tenant)
    }

    private static func write(_ row: borrowing Row, now: Instant, into writer: inout JSONWriter) {
        let progress = JobProgress(
            state: row.text(4), started: row.optionalInt(5), due: row.optionalInt(6), completed: row.optionalInt(3),
            now: now)
        writer.beginObject()
        writer.field("id", row.text(0))
        writer.field("strategy", row.text(1))
        writer.zonedTime("time_created", row.int(2))
        writer.zonedTime("time_completed", row.optionalInt(3))
        writer.field("state", row.text(4))
        writer.field("progress", progress.fraction)
        writer.field("error_msg", row.optionalText(7))
        writer.key("config")
        writer.beginObject()
        writer.field("dataset_id", row.text(8))
        writer.endObject()
        writer.endObject()
    }
}
