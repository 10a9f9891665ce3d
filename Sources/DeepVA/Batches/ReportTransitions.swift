// The states of reports: waiting, processing until the sums of all batches are complete, then completed or failed.

import Emulator
import JSON
import Store

/// The lifecycle of reports (specification, sections 1.4 and 8).
enum ReportTransitions {
    static let lifecycle: RecordLifecycle<ReportInput> = RecordLifecycle(
        table: RecordTable("deepva_reports", while: "state = 'processing'"),
        begin: RecordPassage("deepva.report.start", to: "processing"),
        finish: "deepva.report.finish",
        completed: RecordEnd("completed"),
        failed: RecordEnd("failed", error: "error_msg"),
        failure: "The report has failed.",
        parts: [sum],
        work: work)

    /// How many jobs one step adds up.
    private static let jobsPerStep = 100

    /// Creates an item for each batch. Their sums follow at the same instant.
    private static func work(_ report: ReportInput, _ context: TransitionContext) throws -> TransitionContext.Result {
        let order = try tree(below: report.batchID, in: context.database)
        guard !order.isEmpty else { throw RecordFailure("The batch has been deleted.") }
        for (position, item) in order.enumerated() {
            try context.database.execute(
                "INSERT INTO deepva_report_items(report, position, batch_id, parent) VALUES (?, ?, ?, ?)",
                .int(report.key), .int(position), .text(item.id), .optional(item.parent))
        }
        try context.tenant.schedule.add(sum, subject: context.subject, at: context.now)
        return .done
    }

    private static let sum: Transition = Transition("deepva.report.sum") { context in
        try lifecycle.proceed(context) { try addUp($0, context) }
    }

    /// Adds a hundred jobs to the first incomplete item. Adding the items of its children completes it.
    private static func addUp(_ report: ReportInput, _ context: TransitionContext) throws -> TransitionContext.Result {
        guard let item = try Item(firstOpenOf: report.key, in: context.database) else {
            try lifecycle.complete(report, context)
            return .done
        }
        let last = try context.database.scalarInt(
            "SELECT seq FROM deepva_jobs WHERE batch_id = ? AND seq > ? ORDER BY seq LIMIT 1 OFFSET ?",
            .text(item.batch), .int(item.lastJob), .int(jobsPerStep - 1))
        let results = try context.database.all(
            """
            SELECT job.seq, result.json FROM deepva_jobs job JOIN deepva_summarized_results result ON result.job = job.seq
            WHERE job.batch_id = ? AND job.seq > ? AND job.seq <= ? AND job.state = 'completed'
            ORDER BY job.seq, result.position
            """,
            .text(item.batch), .int(item.lastJob), .int(last ?? .max)
        ) { (job: $0.int(0), json: $0.text(1)) }
        var children: [String] = []
        if last == nil {
            children = try context.database.all(
                "SELECT sums_json FROM deepva_report_items WHERE report = ? AND parent = ? ORDER BY position",
                .int(report.key), .text(item.batch)
            ) { $0.text(0) }
        }
        let isClosing = last == nil
        let (before, finished) = (item.sums, children)
        return .later(
            {
                let jobs = Dictionary(grouping: results, by: \.job).sorted { $0.key < $1.key }
                return try ReportSums.text(
                    before, jobs: jobs.map { $0.value.map(\.json) }, children: finished, isRounded: isClosing)
            },
            then: { sums in
                try context.database.execute(
                    """
                    UPDATE deepva_report_items SET sums_json = ?, last_job = ?, is_done = ?
                    WHERE report = ? AND position = ?
                    """,
                    .text(sums), .int(last ?? item.lastJob), .bool(isClosing), .int(report.key), .int(item.position))
                try context.tenant.schedule.add(sum, subject: context.subject, at: context.now)
            })
    }

    private struct Item {
        let position: Int
        let batch: String
        let lastJob: Int
        let sums: String

        init?(firstOpenOf report: Int, in database: Database) throws {
            let row = try database.first(
                """
                SELECT position, batch_id, last_job, sums_json FROM deepva_report_items
                WHERE report = ? AND is_done = 0 ORDER BY position LIMIT 1
                """,
                .int(report)
            ) { ($0.int(0), $0.text(1), $0.int(2), $0.text(3)) }
            guard let row else { return nil }
            (position, batch, lastJob, sums) = row
        }
    }

    /// The batch and everything below it, children before their parent and in order of creation.
    private static func tree(
        below root: String, in database: Database
    ) throws -> [(id: String, parent: String?)] {
        let rows = try database.all(
            "\(Batches.tree) SELECT id, parent FROM deepva_batches WHERE id IN (SELECT id FROM tree) ORDER BY seq",
            .text(root)
        ) { (id: $0.text(0), parent: $0.optionalText(1)) }
        var children: [String: [String]] = [:]
        for row in rows where row.id != root {
            if let parent = row.parent { children[parent, default: []].append(row.id) }
        }
        guard rows.contains(where: { $0.id == root }) else { return [] }
        // Depth first with the youngest child first, then reversed.
        var order: [(id: String, parent: String?)] = []
        var open: [(id: String, parent: String?)] = [(root, nil)]
        while let next = open.popLast() {
            order.append(next)
            open += (children[next.id] ?? []).map { ($0, next.id) }
        }
        return order.reversed()
    }
}
