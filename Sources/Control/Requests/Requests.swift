// The journal: the requests of a tenant and their answers.

import Contract
import Crypto
import Emulator
import HTTP
import JSON

/// The journal of the selected tenant.
enum Requests {
    static let handlers: [String: Handler] = [
        "listRequests": list,
        "getRequest": get,
        "clearRequests": { call in
            call.tenant.journal.forget()
            return .empty(204)
        },
    ]

    private static func list(_ call: Call) throws -> Reply {
        try RequestNames.check(call.parameters, field: "", in: call)
        let platform = call.parameters["platform"]?.string
        let operation = call.parameters["operation"]?.string
        let method = call.parameters["method"]?.string?.uppercased()
        let status = call.parameters["status"]?.int
        let isExpected = call.parameters["expected"]?.bool
        let limit = call.parameters["limit"]?.int ?? 100
        let entries = call.tenant.journal.newestFirst.filter { entry in
            (platform == nil || entry.platform == platform) && (operation == nil || entry.operation == operation)
                && (status == nil || entry.status == status) && (method == nil || entry.head.method.name == method)
                && (isExpected == nil || entry.isProblem && (entry.expectation != nil) == isExpected)
        }
        return .json { writer in
            writer.beginObject()
            writer.key("requests")
            writer.beginArray()
            for entry in entries.prefix(limit) {
                writer.beginObject()
                write(entry, tenant: call.tenant.name, into: &writer)
                writer.endObject()
            }
            writer.endArray()
            writer.field("total", entries.count)
            writer.endObject()
        }
    }

    private static func get(_ call: Call) throws -> Reply {
        let id = call.integer("id")
        guard let entry = call.tenant.journal.entry(id) else { throw Problem.notFound("Request \(id)") }
        let nearest = entry.verdict == "unmatched" ? NearestOperations.find(entry, in: call.emulator.catalogue) : []
        return .json { writer in
            writer.beginObject()
            write(entry, tenant: call.tenant.name, into: &writer)
            write(entry.head.headers.pairs, into: &writer)
            writer.key("body")
            write(entry.body, mediaType: entry.head.headers["content-type"], into: &writer)
            writer.key("answer")
            if let answer = entry.answer {
                writer.beginObject()
                write(answer.headers.map { ($0.name, $0.value) }, into: &writer)
                writer.key("body")
                write(
                    answer.body, mediaType: answer.headers.first("content-type"),
                    without: entry.problem.map(Redaction.quotes) ?? [], into: &writer)
                writer.endObject()
            } else {
                writer.null()
            }
            writer.key("nearest")
            writer.beginArray()
            for operation in nearest {
                writer.beginObject()
                writer.field("operation", operation.id)
                writer.field("line", "\(operation.method) \(operation.template)")
                writer.endObject()
            }
            writer.endArray()
            writer.endObject()
        }
    }

    private static func write(_ headers: [(name: String, value: String)], into writer: inout JSONWriter) {
        writer.key("headers")
        writer.beginArray()
        for (name, value) in headers {
            writer.beginObject()
            writer.field("name", name)
            writer.field("value", Redaction.header(name, value))
            writer.endObject()
        }
        writer.endArray()
    }

    /// The members of a request in a list.
    static func write(_ entry: JournalEntry, tenant: String, into writer: inout JSONWriter) {
        writer.field("id", entry.id)
        writer.field("at", entry.at.text(.zoned))
        writer.field("tenant", tenant)
        writer.field("platform", entry.platform)
        writer.field("operation", entry.operation)
        writer.field("method", entry.head.method.name)
        writer.field("target", Redaction.target(entry.head.target.raw))
        writer.field("status", entry.status)
        writer.field("duration_us", entry.duration)
        writer.field("verdict", entry.verdict)
        writer.field("fault", entry.fault)
        writer.field("expected", entry.expectation != nil)
        writer.key("problem")
        if let problem = entry.problem { write(Redaction.problem(problem), into: &writer) } else { writer.null() }
        writer.key("answer_violations")
        if let violations = entry.answerViolations {
            write(violations.map(Redaction.violation), into: &writer)
        } else {
            writer.null()
        }
    }

    private static func write(_ problem: Problem, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("code", problem.code)
        writer.field("message", problem.message)
        if let note = problem.note { writer.field("note", note) }
        writer.field("field", problem.field)
        writer.key("violations")
        write(problem.violations, into: &writer)
        writer.endObject()
    }

    private static func write(_ violations: [Violation], into writer: inout JSONWriter) {
        writer.beginArray()
        for violation in violations {
            writer.beginObject()
            writer.field("pointer", violation.pointer)
            writer.field("keyword", violation.keyword)
            writer.field("expected", violation.expected)
            writer.field("got", violation.got)
            writer.endObject()
        }
        writer.endArray()
    }

    /// The body as JSON when it can be parsed, else as text, else in Base64.
    ///
    /// - Parameter quotes: texts that are not to be shown.
    private static func write(
        _ body: JournalBody, mediaType: String?, without quotes: [String] = [], into writer: inout JSONWriter
    ) {
        if case .none = body { return writer.null() }
        writer.beginObject()
        writer.field("cut", body.isCut)
        if let value = body.json(mediaType: mediaType) {
            writer.field("json", Redaction.body(value, without: quotes))
        } else if case .bytes(let bytes, let size) = body {
            writer.field("size", size)
            let shown = Redaction.bytes(bytes)
            if let text = String(validating: shown, as: UTF8.self) {
                writer.field("text", Redaction.text(text, without: quotes))
            } else {
                writer.field("base64", Base64.encode(shown))
            }
        }
        writer.endObject()
    }
}
