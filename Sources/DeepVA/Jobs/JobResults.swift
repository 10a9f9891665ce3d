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
        let total = try call.database.scalarInt(
            "SELECT count(*) FROM deepva_summarized_results WHERE job = ?", .int(job))
        return try call.paged(total: total ?? 0) { writer in
            try call.database.each(
                "SELECT json FROM deepva_summarized_results WHERE job = ? ORDER BY position LIMIT ? OFFSET ?",
                .int(job), .int(call.page.limit), .int(call.page.offset)
            ) { row in row.withText(0) { writer.raw($0) } }
        }
    }

    private static func listDetailed(_ call: Call) throws -> Reply {
        let job = try Jobs.number(of: call.path("job_id"), in: call.database)
        let total = try call.database.scalarInt("SELECT count(*) FROM deepva_detailed_results WHERE job = ?", .int(job))
        let form: Timecode.Form = call.tenant.settings.usesTrueTimecodes ? .smpte : .sample
        return try call.paged(total: total ?? 0) { writer in
            try call.database.each(
                """
                SELECT json, frame_start, frame_end, fps FROM deepva_detailed_results WHERE job = ?
                ORDER BY position LIMIT ? OFFSET ?
                """,
                .int(job), .int(call.page.limit), .int(call.page.offset)
            ) { row in
                let codes = Timecode.members(from: row.int(1), to: row.int(2), fps: row.double(3), form: form)
                row.withText(0) { writer.raw(ModulesText.filled($0, with: codes)) }
            }
        }
    }

    /// Stores the results of a job.
    static func store(_ output: JobOutput, job: Int, in context: TransitionContext) throws {
        for (position, result) in output.summarized.enumerated() {
            let id = context.tenant.identifiers.uuid()
            try context.database.execute(
                "INSERT INTO deepva_summarized_results(job, position, json) VALUES (?, ?, ?)", .int(job),
                .int(position), .text(result.json(id: id).description))
        }
        for (position, result) in output.detailed.enumerated() {
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
