// The results of jobs: stored when a job ends, listed page by page.

import Emulator
import JSON
import Store

/// Summarized and detailed results (specification, section 2).
enum JobResults {
    static let handlers: [String: Handler] = [
        "listJobSummarizedResults": listSummarized,
        "listJobDetailedResults": listDetailed,
    ]

    private static func listSummarized(_ call: Call) throws -> Reply {
        let job = try Jobs.number(of: call.path("job_id"), in: call.database)
        let total = try count(in: "deepva_summarized_results", of: job, call.database)
        return try call.pagedInSlices(total: total) { writer, part in
            try call.database.each(
                """
                SELECT json FROM deepva_summarized_results WHERE job = ? AND position >= ?
                ORDER BY position LIMIT ?
                """, .int(job), .int(part.offset), .int(part.limit)
            ) { row in row.withText(0) { writer.raw($0) } }
        }
    }

    private static func listDetailed(_ call: Call) throws -> Reply {
        let job = try Jobs.number(of: call.path("job_id"), in: call.database)
        let total = try count(in: "deepva_detailed_results", of: job, call.database)
        let form: Timecode.Form = call.tenant.settings.usesTrueTimecodes ? .smpte : .sample
        return try call.pagedInSlices(total: total) { writer, part in
            try call.database.each(
                """
                SELECT json, frame_start, frame_end, fps FROM deepva_detailed_results WHERE job = ? AND position >= ?
                ORDER BY position LIMIT ?
                """, .int(job), .int(part.offset), .int(part.limit)
            ) { row in
                let codes = Timecode.members(from: row.int(1), to: row.int(2), fps: row.double(3), form: form)
                row.withText(0) { writer.raw(ModulesText.filled($0, with: codes)) }
            }
        }
    }

    /// The results of a job; none while they are being stored.
    private static func count(in table: SQL, of job: Int, _ database: Database) throws -> Int {
        let isOver = try database.exists("SELECT 1 FROM deepva_jobs WHERE seq = ? AND state = 'completed'", .int(job))
        guard isOver else { return 0 }
        return try database.scalarInt("SELECT count(*) FROM \(table) WHERE job = ?", .int(job)) ?? 0
    }

    /// Removes what was stored of a job that is stored anew.
    static func removeAll(of job: Int, in database: Database) throws {
        for table: SQL in ["deepva_summarized_results", "deepva_detailed_results"] {
            try database.execute("DELETE FROM \(table) WHERE job = ?", .int(job))
        }
    }

    /// How many results are removed at once.
    private static let slice = 500

    /// Removes some of the results of a job.
    ///
    /// - Returns: whether none are left.
    static func removeSome(of job: Int, in database: Database) throws -> Bool {
        for statement in [removeSomeSummarized, removeSomeDetailed] {
            try database.execute(statement, .int(job), .int(slice))
            guard database.changes < slice else { return false }
        }
        return true
    }

    private static let removeSomeSummarized = removeSome(from: "deepva_summarized_results")
    private static let removeSomeDetailed = removeSome(from: "deepva_detailed_results")

    private static func removeSome(from table: SQL) -> SQL {
        "DELETE FROM \(table) WHERE job = ?1 AND position IN (SELECT position FROM \(table) WHERE job = ?1 LIMIT ?2)"
    }

    static func insert(
        _ result: SummarizedResult, at position: Int, job: Int, in context: TransitionContext
    ) throws {
        try context.database.execute(
            "INSERT INTO deepva_summarized_results(job, position, json) VALUES (?, ?, ?)", .int(job), .int(position),
            .text(result.json(id: context.tenant.identifiers.uuid()).description))
    }

    static func insert(_ result: DetailedResult, at position: Int, job: Int, in context: TransitionContext) throws {
        try context.database.execute(
            """
            INSERT INTO deepva_detailed_results(job, position, frame_start, frame_end, fps, json)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            .int(job), .int(position), .int(result.frameStart), .int(result.frameEnd), .double(result.fps),
            .text(result.textWithGap))
    }
}
