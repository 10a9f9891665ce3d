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

    /// The condition that finds a job: see `deepva_jobs` in `schema.sql`.
    static let hasID: SQL = "id_rank = uuid_rank(?1) AND id = ?1"

    // Composed once, because requests run them all the time.
    private static let selectByID: SQL = "SELECT \(JobRecord.columns) FROM deepva_jobs WHERE \(hasID)"
    private static let selectPage: SQL =
        "SELECT \(JobRecord.columns) FROM deepva_jobs ORDER BY seq DESC LIMIT ? OFFSET ?"
    private static let insert: SQL = """
        INSERT INTO deepva_jobs(id, id_rank, state, tag, created, sources_json, modules_text, media_type, webhook_json,
            webhook_base, ttl, batch_id)
        VALUES (?, ?, 'waiting', ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    private static let remove: SQL = "DELETE FROM deepva_jobs WHERE seq = ?"
    /// How many there are, if any: see "gaps" in `schema.sql`.
    private static let count: SQL = """
        SELECT seq - (SELECT value FROM counters WHERE name = 'deepva_jobs_gaps') FROM deepva_jobs \
        ORDER BY seq DESC LIMIT 1
        """

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
            ? try call.database.scalarInt(count)
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
        guard let number = try database.scalarInt("SELECT seq FROM deepva_jobs WHERE \(hasID)", .text(id)) else {
            throw Problem.unknownJob
        }
        return number
    }

    // MARK: - Writing

    private static func create(_ call: Call) throws -> Reply {
        let database = call.database
        let order = JobOrder(call.body)
        try JobWebhooks.check(order.webhook)
        try Batches.check(order.batch, field: "batch_id", in: database)
        try JobReferences.check(order.modules, in: database)
        let (id, rank) = call.tenant.identifiers.rankedUUID()
        let job = NewJob(
            id: id, tag: order.tag, created: call.now.microseconds,
            sources: order.sources.serialized(), modules: ModulesText.bytes(of: order.modules),
            mediaType: try JobMedia.mediaType(of: order.sources[0]?.string ?? "", in: database),
            webhook: order.webhook?.object.map { JSON.object($0).serialized() } ?? [])
        let values: [SQLValue] = [
            .text(job.id), .int(rank), .text(job.tag), .int(job.created), .utf8(job.sources), .utf8(job.modules),
            .text(job.mediaType), job.webhook.isEmpty ? .null : .utf8(job.webhook),
            .text(order.webhook == nil ? "" : call.links.base), .optional(order.ttl), .optional(order.batch),
        ]
        if let batch = order.batch {
            try database.execute(insert, values)
            try Batches.countJob(of: batch, in: database)
        } else {
            try database.insert(insert, values, removal: remove)
        }
        try JobTransitions.lifecycle.start(.id(job.id), in: call.tenant, at: call.now)
        return .json(status: 201) { JobRecord.write(job, call, as: .exact, into: &$0) }
    }

    /// What a client orders, read in one pass over the body.
    private struct JobOrder {
        var tag = ""
        var sources = JSON.null
        var modules = JSON.null
        var webhook: JSON?
        var ttl: Int?
        var batch: String?

        init(_ body: JSON) {
            body.forEachMember { name, value in
                switch name {
                case "tag": tag = value.string ?? ""
                case "sources": sources = value
                case "modules": modules = value
                case "webhook": webhook = value
                case "ttl": ttl = value.int
                case "batch_id": batch = value.string
                default: break
                }
            }
        }
    }

    private static func delete(_ call: Call) throws -> Reply {
        let id = call.path("job_id")
        return try deleteSlice(id, call) ?? .slices { try deleteSlice(id, call).map { .done($0) } ?? .again }
    }

    /// Removes some of a job, all of most jobs. Nil when there is more.
    private static func deleteSlice(_ id: String, _ call: Call) throws -> Reply? {
        let seq = try number(of: id, in: call.database)
        guard try JobTransitions.lifecycle.removeSlice(seq, subject: .id(id), from: call.tenant) else { return nil }
        try JobTransitions.lifecycle.fillQueue(in: call.tenant, at: call.now)
        return .json(["message": "Job has been deleted"])
    }
}
