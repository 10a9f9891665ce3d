// The journal: what this tenant was asked and what it answered.

import Emulator
import JSON

/// The requests of the tenant that the request chooses.
enum Requests {
    static let handlers: [String: Handler] = [
        "listRequests": list
    ]

    private static func list(_ call: Call) throws -> Reply {
        let platform = call.parameters["platform"]?.string
        let operation = call.parameters["operation"]?.string
        let status = call.parameters["status"]?.int
        let limit = call.parameters["limit"]?.int ?? 100
        let entries = call.tenant.journal.newestFirst.filter { entry in
            (platform == nil || entry.platform == platform) && (operation == nil || entry.operation == operation)
                && (status == nil || entry.status == status)
        }
        return .json { writer in
            writer.beginObject()
            writer.key("requests")
            writer.beginArray()
            for entry in entries.prefix(limit) { write(entry, tenant: call.tenant.name, into: &writer) }
            writer.endArray()
            writer.field("total", entries.count)
            writer.endObject()
        }
    }

    private static func write(_ entry: JournalEntry, tenant: String, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", entry.id)
        writer.field("at", entry.at.text(.zoned))
        writer.field("tenant", tenant)
        writer.field("platform", entry.platform)
        writer.field("operation", entry.operation)
        writer.field("method", entry.method)
        writer.field("target", entry.target)
        writer.field("status", entry.status)
        writer.field("duration_us", entry.duration)
        writer.field("verdict", entry.verdict)
        writer.key("problem")
        if let problem = entry.problem { write(problem, into: &writer) } else { writer.null() }
        writer.endObject()
    }

    private static func write(_ problem: Problem, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("code", problem.code)
        writer.field("message", problem.message)
        writer.field("field", problem.field)
        writer.key("violations")
        writer.beginArray()
        for violation in problem.violations {
            writer.beginObject()
            writer.field("pointer", violation.pointer)
            writer.field("keyword", violation.keyword)
            writer.field("expected", violation.expected)
            writer.field("got", violation.got)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }
}
