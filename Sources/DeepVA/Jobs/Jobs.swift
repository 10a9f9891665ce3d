// Jobs: creation, lists, single ones and their deletion.

import Emulator
import Formats
import JSON
import Store
import System

/// Jobs (specification, section 2). ``JobTransitions`` works on them.
enum Jobs {
    static let handlers: [String: Handler] = [
        "listJobs": list,
        "createJob": create,
        "getJob": get,
        "deleteJob": delete,
    ]

    // Composed once, because requests run them all the time.
    private static let selectByID: SQL = "SELECT \(JobRecord.columns) FROM deepva_jobs WHERE id = ?"
    private static let selectPage: SQL =
        "SELECT \(JobRecord.columns) FROM deepva_jobs ORDER BY seq DESC LIMIT ? OFFSET ?"
    private static let insert: SQL = """
        INSERT INTO deepva_jobs(id, state, tag, created, sources_json, modules_text, media_type, webhook_json,
            webhook_base, ttl, batch_id)
        VALUES (?, 'waiting', ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    /// RETURNING would build a table for its one row, which costs as much as the insertion.
    private static let selectInserted: SQL = "SELECT \(JobRecord.columns) FROM deepva_jobs WHERE seq = ?"

    // MARK: - Reading

    private static func get(_ call: Call) throws -> Reply {
        let id = call.path("job_id")
        let reply = try call.kept(id) {
            try call.database.first(selectByID, .text(id)) { row in
                let job = Reply.json { JobRecord.write(row, call, as: .milliseconds, into: &$0) }
                return (job, isTimeless: row.withText(JobRecord.Column.state) { !$0.equals("processing") })
            }
        }
        guard let reply else { throw Problem.unknownJob }
        return reply
    }

    private static func list(_ call: Call) throws -> Reply {
        let (condition, values) = filter(call)
        let total =
            condition.isEmpty
            ? try call.database.scalarInt("SELECT value FROM counters WHERE name = 'deepva_jobs'")
            : try call.database.all("SELECT count(*) FROM deepva_jobs\(condition)", values) { $0.int(0) }.first
        let page = call.page
        return try call.paged(total: total ?? 0) { writer in
            try call.database.each(
                condition.isEmpty
                    ? selectPage
                    : "SELECT \(JobRecord.columns) FROM deepva_jobs\(condition) ORDER BY seq DESC LIMIT ? OFFSET ?",
                values + [.int(page.limit), .int(page.offset)]
            ) { JobRecord.write($0, call, as: .milliseconds, into: &writer) }
        }
    }

    /// `tag` is the exact tag, `search` a part of the id or tag, ignoring case. Both must match.
    private static func filter(_ call: Call) -> (condition: SQL, values: [SQLValue]) {
        var conditions: [SQL] = []
        var values: [SQLValue] = []
        if let tag = call.parameters["tag"]?.string {
            // The second condition makes SQLite use the partial index on tags.
            conditions.append(tag.isEmpty ? "tag = ?" : "tag = ? AND tag <> ''")
            values.append(.text(tag))
        }
        if let search = call.parameters["search"]?.string, !search.isEmpty {
            conditions.append("(holds(id, ?) OR holds(tag, ?))")
            values += [SQLValue](repeating: .text(TextSearch.fold(search)), count: 2)
        }
        return (conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND "), values)
    }

    /// The row number of a job.
    ///
    /// - Throws: ``Problem`` 404 when there is no such job.
    static func number(of id: String, in database: Database) throws -> Int {
        guard let number = try database.scalarInt("SELECT seq FROM deepva_jobs WHERE id = ?", .text(id)) else {
            throw Problem.unknownJob
        }
        return number
    }

    // MARK: - Writing

    private static func create(_ call: Call) throws -> Reply {
        let body = call.body
        try JobWebhooks.check(body["webhook"])
        try Batches.check(body["batch_id"]?.string, field: "batch_id", in: call.database)
        try JobReferences.check(body["modules"] ?? [:], in: call.database)
        let id = call.tenant.identifiers.uuid()
        let sources = body["sources"] ?? []
        let first = sources[0]?.string ?? ""
        try call.database.execute(
            insert,
            .text(id), .text(body["tag"]?.string ?? ""), .int(call.now.microseconds), .text(sources.description),
            .text(ModulesText.text(of: body["modules"] ?? [:])),
            .text(try JobMedia.mediaType(of: first, in: call.database)),
            .optional(body["webhook"]?.object.map { JSON.object($0).description }),
            .text(body["webhook"] == nil ? "" : call.links.base),
            .optional(body["ttl"]?.int), .optional(body["batch_id"]?.string))
        let reply = try call.database.first(selectInserted, .int(call.database.lastInsertedRow)) { row in
            Reply.json(status: 201) { JobRecord.write(row, call, as: .exact, into: &$0) }
        }
        try JobTransitions.lifecycle.start(.id(id), in: call.tenant, at: call.now)
        guard let reply else { throw Problem.internalError }
        return reply
    }

    private static func delete(_ call: Call) throws -> Reply {
        let id = call.path("job_id")
        let seq = try number(of: id, in: call.database)
        try JobTransitions.lifecycle.remove(seq, subject: .id(id), from: call.tenant)
        try JobTransitions.lifecycle.fillQueue(in: call.tenant, at: call.now)
        return .json(["message": "Job has been deleted"])
    }
}
