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

    /// The rows that are stored in one slice.
    private static let rowsPerSlice = 100

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

    /// Stores the results of a job, in slices if there are many, and goes on with `finish`.
    static func store(
        _ output: JobOutput, job: Int, in context: TransitionContext,
        then finish: @escaping () throws -> TransitionContext.Result
    ) throws -> TransitionContext.Result {
        let rows = output.summarized.count + output.detailed.count
        guard rows > rowsPerSlice else {
            try insert(output, 0..<rows, job: job, in: context)
            return try finish()
        }
        // What was stored before a restart is stored anew.
        for table: SQL in ["deepva_summarized_results", "deepva_detailed_results"] {
            try context.database.execute("DELETE FROM \(table) WHERE job = ?", .int(job))
        }
        return storeNext(output, from: 0, job: job, in: context, then: finish)
    }

    private static func storeNext(
        _ output: JobOutput, from start: Int, job: Int, in context: TransitionContext,
        then finish: @escaping () throws -> TransitionContext.Result
    ) -> TransitionContext.Result {
        .again {
            let end = min(start + rowsPerSlice, output.summarized.count + output.detailed.count)
            guard start < end else { return try finish() }
            try insert(output, start..<end, job: job, in: context)
            return storeNext(output, from: end, job: job, in: context, then: finish)
        }
    }

    /// Stores some of the summarized results followed by the detailed ones.
    private static func insert(
        _ output: JobOutput, _ rows: Range<Int>, job: Int, in context: TransitionContext
    ) throws {
        for row in rows {
            if row < output.summarized.count {
                try context.database.execute(
                    "INSERT INTO deepva_summarized_results(job, position, json) VALUES (?, ?, ?)", .int(job),
                    .int(row), .text(output.summarized[row].json(id: context.tenant.identifiers.uuid()).description))
                continue
            }
            let position = row - output.summarized.count
            let result = output.detailed[position]
            try context.database.execute(
                """
                INSERT INTO deepva_detailed_results(job, position, frame_start, frame_end, fps, json)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                .int(job), .int(position), .int(result.frameStart), .int(result.frameEnd), .double(result.fps),
                .text(result.textWithGap))
        }
    }
}
