// Reports on trees of batches: creation, lists, single ones and their deletion.

import Emulator
import JSON
import Store

/// Reports (specification, section 8). ``ReportTransitions`` computes them.
enum Reports {
    static let handlers: [String: Handler] = [
        "createBatchReport": create,
        "listReports": list,
        "getReport": get,
        "listReportItems": listItems,
        "deleteReport": delete,
    ]

    private static let columns: SQL = "id, title, created, state, error_msg"

    private static func create(_ call: Call) throws -> Reply {
        let batch = call.path("batch_id")
        let id = call.tenant.identifiers.uuid()
        let name = try call.database.scalarText("SELECT name FROM deepva_batches WHERE id = ?", .text(batch)) ?? ""
        try call.database.execute(
            "INSERT INTO deepva_reports(id, title, batch_id, created, state) VALUES (?, ?, ?, ?, 'waiting')",
            .text(id), .text("Report of \(name) on \(CalendarDay(call.now).dotted)"), .text(batch),
            .int(call.now.microseconds))
        try ReportTransitions.lifecycle.start(.id(id), in: call.tenant, at: call.now)
        return try reply(call, id: id, status: 201)
    }

    private static func list(_ call: Call) throws -> Reply {
        let total = try call.database.scalarInt("SELECT value FROM counters WHERE name = 'deepva_reports'")
        return try call.paged(total: total ?? 0) { writer in
            try call.database.each(
                "SELECT \(columns) FROM deepva_reports ORDER BY seq LIMIT ? OFFSET ?", .int(call.page.limit),
                .int(call.page.offset)
            ) { write($0, into: &writer) }
        }
    }

    private static func get(_ call: Call) throws -> Reply {
        try reply(call, id: call.path("report_id"), status: 200)
    }

    private static func listItems(_ call: Call) throws -> Reply {
        let report = try call.database.scalarInt(
            "SELECT seq FROM deepva_reports WHERE id = ? AND state = 'completed'", .text(call.path("report_id")))
        guard let report else { return call.paged(total: 0) { _ in } }
        let total = try call.database.scalarInt(
            "SELECT count(*) FROM deepva_report_items WHERE report = ?", .int(report))
        return try call.paged(total: total ?? 0) { writer in
            try call.database.each(
                "SELECT batch_id, sums_json FROM deepva_report_items WHERE report = ? ORDER BY position LIMIT ? OFFSET ?",
                .int(report), .int(call.page.limit), .int(call.page.offset)
            ) { row in
                writer.beginObject()
                writer.key("content")
                writer.beginObject()
                writer.field("batch_id", row.text(0))
                writer.key("report_info")
                row.withText(1) { writer.raw($0) }
                writer.endObject()
                writer.endObject()
            }
        }
    }

    private static func delete(_ call: Call) throws -> Reply {
        let id = call.path("report_id")
        try call.tenant.schedule.cancel(subject: .id(id))
        try call.database.execute("DELETE FROM deepva_reports WHERE id = ?", .text(id))
        return .empty(204)
    }

    private static func reply(_ call: Call, id: String, status: Int) throws -> Reply {
        let reply = try call.database.first("SELECT \(columns) FROM deepva_reports WHERE id = ?", .text(id)) { row in
            Reply.json(status: status) { write(row, into: &$0) }
        }
        guard let reply else { throw Problem.unknownReport }
        return reply
    }

    private static func write(_ row: borrowing Row, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", row.text(0))
        writer.field("title", row.text(1))
        writer.zonedTime("time_created", row.int(2))
        writer.field("type", "diversity")
        writer.field("state", row.text(3))
        writer.field("error_msg", row.optionalText(4))
        writer.endObject()
    }
}
