// Batches: trees of jobs. ``BatchFiles`` creates batches from files.

import Emulator
import JSON
import Store

/// Batches (specification, section 8).
enum Batches {
    static let handlers: [String: Handler] = [
        "listBatches": list,
        "createBatch": create,
        "createBatchesFromFiles": BatchFiles.create,
        "getBatch": get,
        "updateBatch": update,
        "deleteBatch": delete,
        "listSubBatches": listChildren,
        "listBatchJobs": listJobs,
    ]

    private static let columns: SQL = "id, name, description, parent, created, updated"
    /// How many jobs one slice of a deletion removes.
    private static let jobsPerSlice = 50
    /// In the samples, a new batch was updated this many microseconds after its creation.
    private static let updateDelay = 9

    /// The batch with the first bound value as its id, and everything below it.
    static let tree: SQL = """
        WITH RECURSIVE tree(id) AS (
            SELECT id FROM deepva_batches WHERE id = ?
            UNION SELECT below.id FROM tree JOIN deepva_batches below ON below.parent = tree.id)
        """

    // MARK: - Reading

    private static func list(_ call: Call) throws -> Reply {
        let total = try call.database.scalarInt("SELECT value FROM counters WHERE name = 'deepva_batches'")
        return try call.paged(total: total ?? 0) { writer in
            try call.database.each(
                "SELECT \(columns) FROM deepva_batches ORDER BY seq DESC LIMIT ? OFFSET ?", .int(call.page.limit),
                .int(call.page.offset)
            ) { write($0, into: &writer) }
        }
    }

    private static func listChildren(_ call: Call) throws -> Reply {
        let id = call.path("batch_id")
        return try call.paged(total: count("deepva_sub_batches", of: id, call)) { writer in
            try call.database.each(
                "SELECT \(columns) FROM deepva_batches WHERE parent = ? ORDER BY seq DESC LIMIT ? OFFSET ?",
                .text(id), .int(call.page.limit), .int(call.page.offset)
            ) { write($0, into: &writer) }
        }
    }

    private static func listJobs(_ call: Call) throws -> Reply {
        let id = call.path("batch_id")
        return try call.paged(total: count("deepva_batch_jobs", of: id, call)) { writer in
            try call.database.each(
                "SELECT \(JobRecord.columns) FROM deepva_jobs WHERE batch_id = ? ORDER BY seq LIMIT ? OFFSET ?",
                .text(id), .int(call.page.limit), .int(call.page.offset)
            ) { JobRecord.write($0, call, as: .milliseconds, into: &writer) }
        }
    }

    private static func count(_ list: String, of id: String, _ call: Call) throws -> Int {
        try call.database.scalarInt("SELECT value FROM counters WHERE name = ?", .text("\(list):\(id)")) ?? 0
    }

    private static func get(_ call: Call) throws -> Reply {
        try reply(call, id: call.path("batch_id"))
    }

    private static func reply(_ call: Call, id: String) throws -> Reply {
        let reply = try call.database.first("SELECT \(columns) FROM deepva_batches WHERE id = ?", .text(id)) { row in
            Reply.json { write(row, into: &$0) }
        }
        guard let reply else { throw Problem.unknownBatch }
        return reply
    }

    /// - Throws: ``Problem`` 400 for `field` if a batch in a body does not exist.
    static func check(_ id: String?, field: String, in database: Database) throws {
        guard let id else { return }
        guard try database.exists("SELECT 1 FROM deepva_batches WHERE id = ?", .text(id)) else {
            throw Problem.badRequest("\(field): there is no batch \(id).", field: field)
        }
    }

    // MARK: - Writing

    private static func create(_ call: Call) throws -> Reply {
        // One published sample sends files to this path.
        if call.body["name"] == nil, !call.uploads.isEmpty { return try BatchFiles.create(call) }
        guard let name = call.body["name"]?.string else {
            throw Problem.badRequest("name: is required in the body.", field: "name")
        }
        let parent = call.body["parent"]?.string
        try check(parent, field: "parent", in: call.database)
        let id = try insert(name, description: call.body["description"]?.string ?? "", parent: parent, call)
        return try Reply.json(status: 201) { try writeCreated(id, call, into: &$0) }
    }

    /// Adds a batch and returns its id.
    static func insert(_ name: String, description: String = "", parent: String?, _ call: Call) throws -> String {
        let id = call.tenant.identifiers.uuid()
        try call.database.execute(
            "INSERT INTO deepva_batches(id, name, description, parent, created, updated) VALUES (?, ?, ?, ?, ?, ?)",
            .text(id), .text(name), .text(description), .optional(parent), .int(call.now.microseconds),
            .int(call.now.microseconds))
        return id
    }

    private static func update(_ call: Call) throws -> Reply {
        let id = call.path("batch_id")
        let body = call.body
        var changes: [SQL] = ["updated = ?"]
        var values: [SQLValue] = [.int(call.now.microseconds)]
        if let name = body["name"]?.string {
            changes.append("name = ?")
            values.append(.text(name))
        }
        if let description = body["description"] {
            changes.append("description = ?")
            values.append(.text(description.string ?? ""))
        }
        if let parent = body["parent"] {
            try checkMove(of: id, to: parent.string, call)
            changes.append("parent = ?")
            values.append(.optional(parent.string))
        }
        try call.database.execute(
            "UPDATE deepva_batches SET \(changes.joined(separator: ", ")) WHERE id = ?", values + [.text(id)])
        return try reply(call, id: id)
    }

    /// A batch cannot be moved below itself.
    private static func checkMove(of id: String, to parent: String?, _ call: Call) throws {
        guard let parent else { return }
        try check(parent, field: "parent", in: call.database)
        let closesLoop = try call.database.exists(
            """
            WITH RECURSIVE above(id) AS (
                VALUES (?) UNION SELECT batch.parent FROM above JOIN deepva_batches batch ON batch.id = above.id)
            SELECT 1 FROM above WHERE id = ?
            """,
            .text(parent), .text(id))
        if closesLoop {
            throw Problem.badRequest("parent: the batch \(parent) is this one or a batch below it.", field: "parent")
        }
    }

    /// Removes the jobs of the whole tree in slices, then its batches. Reports are kept.
    private static func delete(_ call: Call) throws -> Reply {
        let id = SQLValue.text(call.path("batch_id"))
        let tenant = call.tenant
        return .slices {
            let jobs = try tenant.database.all(
                "\(tree) SELECT seq, id FROM deepva_jobs WHERE batch_id IN (SELECT id FROM tree) LIMIT ?", id,
                .int(jobsPerSlice)
            ) { (seq: $0.int(0), id: $0.text(1)) }
            for job in jobs {
                guard try JobTransitions.lifecycle.removeSlice(job.seq, subject: .id(job.id), from: tenant) else {
                    return .again
                }
            }
            guard jobs.count < jobsPerSlice else { return .again }
            try tenant.database.execute(
                "\(tree) DELETE FROM deepva_batches WHERE id IN (SELECT id FROM tree)", id)
            try JobTransitions.lifecycle.fillQueue(in: tenant, at: tenant.now)
            return .done(.json(["message": "Batch or batches has been deleted"]))
        }
    }

    /// Counts a job that has been created in a batch: jobs do so themselves (see `schema.sql`).
    static func countJob(of batch: String, in database: Database) throws {
        try database.execute(
            "UPDATE counters SET value = value + 1 WHERE name = ?", .text("deepva_batch_jobs:\(batch)"))
    }

    // MARK: - Rows

    /// Writes a batch that this call has created, with exact times (specification, section 1.3).
    static func writeCreated(_ id: String, _ call: Call, into writer: inout JSONWriter) throws {
        try call.database.each("SELECT \(columns) FROM deepva_batches WHERE id = ?", .text(id)) { row in
            write(row, isNew: true, into: &writer)
        }
    }

    private static func write(_ row: borrowing Row, isNew: Bool = false, into writer: inout JSONWriter) {
        let created = Instant(microseconds: row.int(4))
        let updated = Instant(microseconds: row.int(5))
        writer.beginObject()
        writer.key("id")
        row.withText(0) { writer.string(utf8: $0) }
        writer.key("name")
        row.withText(1) { writer.string(utf8: $0) }
        writer.key("description")
        row.withText(2) { writer.string(utf8: $0) }
        writer.field("parent", row.optionalText(3))
        writer.key("time_created")
        writer.instant(isNew ? created : created.truncatedToMilliseconds, .spaced)
        writer.key("time_updated")
        writer.instant(
            isNew ? updated.advanced(byMicroseconds: updateDelay) : updated.truncatedToMilliseconds, .spaced)
        writer.endObject()
    }
}
