// How batch analyses move: CREATED, QUEUED, STARTED, ANALYZING, then FINISHED or FAILED.

import Emulator
import JSON
import Store
import System

/// The lifecycle of analyses (specification, "State machines"). It starts when their documents have been imported.
enum AnalysisTransitions {
    static let lifecycle = RecordLifecycle<BatchAnalysis>(
        table: RecordTable(
            "studio_analyses", key: "id", state: "status", started: "started", due: "finish_due", ended: "finished"),
        passing: [
            RecordPassage("deepopinion.analysis.queue", to: "QUEUED"),
            RecordPassage("deepopinion.analysis.start", to: "STARTED", takesOutcome: true),
        ],
        begin: RecordPassage("deepopinion.analysis.analyze", to: "ANALYZING"),
        finish: "deepopinion.analysis.finish",
        completed: RecordEnd("FINISHED"),
        failed: RecordEnd("FAILED"),
        failure: "The analysis failed.",
        timings: [document],
        milliseconds: milliseconds,
        parts: [filling],
        onEnd: notify,
        work: work)

    /// Follows the import: the documents of the group become those of the analysis.
    static let filling: Transition = Transition("deepopinion.analysis.fill") { context in
        try lifecycle.proceed(context) { try fill($0, from: 0, context) }
    }

    /// The time that each document adds.
    private static let document = Timing("deepopinion.analysis.document")
    private static let finish = Timing("deepopinion.analysis.finish")

    /// How many documents are added in one slice.
    private static let window = 150

    /// The subject of an analysis's transitions.
    static func subject(_ id: Int) -> ScheduleSubject { .record("analysis", id) }

    /// Cancels everything that is still to happen to an analysis.
    static func cancel(_ id: Int, in tenant: Tenant) throws {
        try Imports.cancel(subject: subject(id), in: tenant)
    }

    private static func fill(
        _ analysis: BatchAnalysis, from position: Int, _ context: TransitionContext
    ) throws -> TransitionContext.Result {
        let end =
            try context.database.scalarInt(
                "SELECT next_position FROM studio_groups WHERE id = ?", .int(analysis.group)) ?? 0
        guard position < end else {
            try context.database.execute(
                "UPDATE studio_groups SET status = 'CREATED' WHERE id = ? AND status = 'PROCESSING'",
                .int(analysis.group))
            guard end > 0 else { throw RecordFailure("There is no text to analyse.") }
            try lifecycle.start(context.subject, in: context.tenant, at: context.now)
            return .done
        }
        try take(position..<position + window, of: analysis.group, into: analysis.key, context.database)
        return .again { try fill(analysis, from: position + window, context) }
    }

    /// Adds documents of a group to an analysis, unless they are there.
    static func take(_ positions: Range<Int>, of group: Int, into analysis: Int, _ database: Database) throws {
        try database.execute(
            """
            INSERT OR IGNORE INTO studio_analysis_documents(analysis, position, document)
            SELECT ?, position, document FROM studio_group_documents
            WHERE group_id = ? AND position >= ? AND position < ? ORDER BY position
            """, .int(analysis), .int(group), .int(positions.lowerBound), .int(positions.upperBound))
    }

    private static func milliseconds(_ analysis: BatchAnalysis, _ context: TransitionContext) throws -> Int {
        let count = try context.database.scalarInt(
            "SELECT document_count FROM studio_analyses WHERE id = ?", .int(analysis.key))
        return context.tenant.timings[finish] + (count ?? 0) * context.tenant.timings[document]
    }

    private static func notify(
        _ analysis: BatchAnalysis, _ failure: RecordFailure?, _ context: TransitionContext
    ) throws {
        try Notifier.add(
            failure == nil ? .info : .warning, to: analysis.user,
            title: failure == nil ? "Analysis finished" : "Analysis failed",
            text: failure.map { "\(analysis.name): \($0.text)" } ?? "\(analysis.name) has been analysed.",
            at: context.now, context.database)
    }

    // MARK: - Predictions

    private static func work(
        _ analysis: BatchAnalysis, _ context: TransitionContext
    ) throws -> TransitionContext.Result {
        let model = try RecordFailure.orProblem { try ModelReader(analysis.model, context.tenant) }
        // After a restart in the middle, the predictions start again.
        try context.database.execute(
            "DELETE FROM studio_tags WHERE id IN (SELECT id FROM studio_tags WHERE analysis = ? LIMIT 500)",
            .int(analysis.key))
        if context.database.changes > 0 { return .again { try work(analysis, context) } }
        let predictor = Predictor(
            analysis: analysis.key, project: analysis.project, given: context.outcome?.result?["tags"])
        return .later(limits: .standard, { try model.classifier($0) }) { classifier in
            let prediction = PredictionRun(
                predictor: predictor, classifier: classifier, translator: model.translator(for: classifier),
                cursor: SegmentCursor(.analysis(analysis.key)))
            return try prediction.run(context) { _ in
                try lifecycle.complete(analysis, context)
                return .done
            }
        }
    }
}
