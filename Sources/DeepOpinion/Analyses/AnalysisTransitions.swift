// How batch analyses move: CREATED, QUEUED, STARTED, ANALYZING, then FINISHED or FAILED.

import Emulator
import JSON
import Store

/// The state machine of analyses (specification, "State machines").
enum AnalysisTransitions {
    static let transitions = [filling, queueing, starting, analyzing, finishing]
    static let timings = [document]

    static let filling = Transition("deepopinion.analysis.fill", body: fill(_:))
    private static let queueing = Transition(timed: "deepopinion.analysis.queue", body: queue(_:))
    private static let starting = Transition(timed: "deepopinion.analysis.start", body: start(_:))
    private static let analyzing = Transition(timed: "deepopinion.analysis.analyze", body: analyze(_:))
    private static let finishing = Transition(timed: "deepopinion.analysis.finish", body: finish(_:))
    private static let document = Timing("deepopinion.analysis.document")

    /// The subject of an analysis's transitions.
    static func subject(_ id: Int) -> ScheduleSubject { .record("analysis", id) }

    /// Drops everything that is still to happen to an analysis.
    static func cancel(_ id: Int, in tenant: Tenant) throws {
        try Imports.cancel(subject: subject(id), in: tenant)
    }

    /// How many documents are taken in one slice.
    private static let window = 150

    /// The analysis that a step moves; nil when it is gone.
    private struct Subject {
        let id: Int
        let name: String
        let model: Int
        let group: Int
        let groupName: String
        let user: Int?
        let outcome: JSON?

        init?(_ context: TransitionContext) throws {
            guard let id = context.subject.number else { return nil }
            let row = try context.database.first(
                """
                SELECT a.name, a.model, a.group_id, g.name, a.created_by, a.outcome_json FROM studio_analyses a
                JOIN studio_groups g ON g.id = a.group_id WHERE a.id = ?
                """, .int(id)
            ) { ($0.text(0), $0.int(1), $0.int(2), $0.text(3), $0.optionalInt(4), $0.optionalText(5)) }
            guard let row else { return nil }
            self.id = id
            (name, model, group, groupName, user) = (row.0, row.1, row.2, row.3, row.4)
            outcome = try row.5.map { try JSON(parsing: $0) }
        }
    }

    // MARK: - Documents

    /// The import has ended: the documents of the group become those of the analysis.
    private static func fill(_ context: TransitionContext) throws -> TransitionContext.Result {
        try fill(context, from: 0)
    }

    private static func fill(_ context: TransitionContext, from position: Int) throws -> TransitionContext.Result {
        guard let analysis = try Subject(context) else { return .done }
        let end = try context.database.scalarInt(
            "SELECT next_position FROM studio_groups WHERE id = ?", .int(analysis.group))
        guard position < end ?? 0 else {
            try context.database.execute(
                "UPDATE studio_groups SET status = 'CREATED' WHERE id = ? AND status = 'PROCESSING'",
                .int(analysis.group))
            guard end ?? 0 > 0 else {
                try fail(analysis, because: "There is no text to analyse.", context)
                return .done
            }
            try context.tenant.plan(queueing, subject: context.subject, at: context.now)
            return .done
        }
        try context.database.execute(
            """
            INSERT OR IGNORE INTO studio_analysis_documents(analysis, position, document)
            SELECT ?, position, document FROM studio_group_documents
            WHERE group_id = ? AND position >= ? AND position < ? ORDER BY position
            """, .int(analysis.id), .int(analysis.group), .int(position), .int(position + window))
        return .again { try fill(context, from: position + window) }
    }

    // MARK: - States

    private static func queue(_ context: TransitionContext) throws -> TransitionContext.Result {
        guard let analysis = try Subject(context) else { return .done }
        try context.database.execute("UPDATE studio_analyses SET status = 'QUEUED' WHERE id = ?", .int(analysis.id))
        try context.tenant.plan(starting, subject: context.subject, at: context.now)
        return .done
    }

    private static func start(_ context: TransitionContext) throws -> TransitionContext.Result {
        guard let analysis = try Subject(context) else { return .done }
        let outcome = try context.tenant.outcomes.take(for: outcomeSubject(analysis))
        try context.database.execute(
            "UPDATE studio_analyses SET status = 'STARTED', outcome_json = ? WHERE id = ?",
            .optional(outcome.map { $0.stored.description }),
            .int(analysis.id))
        try context.tenant.plan(analyzing, subject: context.subject, at: context.now)
        return .done
    }

    private static func analyze(_ context: TransitionContext) throws -> TransitionContext.Result {
        guard let analysis = try Subject(context) else { return .done }
        let count = try context.database.scalarInt(
            "SELECT document_count FROM studio_analyses WHERE id = ?", .int(analysis.id))
        let work =
            analysis.outcome?["after_ms"]?.int ?? context.tenant.timings[Timing("deepopinion.analysis.finish")]
            + (count ?? 0) * context.tenant.timings[document]
        let due = context.now.advanced(byMilliseconds: work)
        try context.database.execute(
            "UPDATE studio_analyses SET status = 'ANALYZING', started = ?, finish_due = ? WHERE id = ?",
            .int(context.now.microseconds), .int(due.microseconds), .int(analysis.id))
        if analysis.outcome?["state"] != "stuck" {
            try context.tenant.schedule.add(finishing, subject: context.subject, at: due)
        }
        return .done
    }

    private static func outcomeSubject(_ analysis: Subject) -> OutcomeSubject {
        OutcomeSubject(
            platform: DeepOpinion.id, operation: "createAnalysis", id: String(analysis.id),
            sources: [analysis.groupName], tag: analysis.name)
    }

    private static func obeyLateOutcome(_ analysis: Subject, _ context: TransitionContext) throws -> Bool {
        try context.obeyLateOutcome(
            of: outcomeSubject(analysis), transition: finishing,
            postpone: { due in
                try context.database.execute(
                    "UPDATE studio_analyses SET finish_due = ? WHERE id = ?", .int(due.microseconds),
                    .int(analysis.id))
            },
            keep: { outcome in
                try context.database.execute(
                    "UPDATE studio_analyses SET outcome_json = ? WHERE id = ?", .text(outcome.stored.description),
                    .int(analysis.id))
            })
    }

    /// Predicts the tags of all documents, some hundred at a time, and ends.
    private static func finish(_ context: TransitionContext) throws -> TransitionContext.Result {
        guard let begun = try Subject(context), try obeyLateOutcome(begun, context), let analysis = try Subject(context)
        else {
            return .done
        }
        if analysis.outcome?["state"] == "failed" {
            try fail(analysis, because: analysis.outcome?["error"]?.string ?? "The analysis has failed.", context)
            return .done
        }
        let model: ModelReader
        do {
            model = try ModelReader(analysis.model, context.tenant)
        } catch let problem as Problem {
            try fail(analysis, because: problem.message, context)
            return .done
        }
        // After a restart in the middle the analysis begins anew.
        try context.database.execute(
            "DELETE FROM studio_tags WHERE id IN (SELECT id FROM studio_tags WHERE analysis = ? LIMIT 500)",
            .int(analysis.id))
        if context.database.changes > 0 { return .again { try finish(context) } }
        let given = analysis.outcome?["result"]?["tags"]
        let predictor = Predictor(
            analysis: analysis.id, project: try documentsProject(of: analysis, context.database), given: given)
        return .later({ try model.classifier() }) { classifier in
            try predict(
                context, predictor, classifier, model.translator(for: classifier),
                from: SegmentCursor(.analysis(analysis.id)))
        }
    }

    /// The project that holds the documents; nil when none does.
    private static func documentsProject(of analysis: Subject, _ database: Database) throws -> Int? {
        try database.scalarInt("SELECT project FROM studio_analyses WHERE id = ?", .int(analysis.id))
    }

    private static func predict(
        _ context: TransitionContext, _ predictor: Predictor, _ classifier: Classifier,
        _ translator: TagTranslator,
        from cursor: SegmentCursor
    ) throws -> TransitionContext.Result {
        guard let analysis = try Subject(context) else { return .done }
        guard !cursor.isAtEnd else {
            try complete(analysis, context)
            return .done
        }
        var next = cursor
        let segments = try next.next(context.database)
        let rest = next
        return .later({ segments.map { classifier.predict($0.text) } }) { predictions in
            guard try Subject(context) != nil else { return .done }
            try predictor.store(Array(zip(segments, predictions)), translator, classifier, context.database)
            return try predict(context, predictor, classifier, translator, from: rest)
        }
    }

    private static func complete(_ analysis: Subject, _ context: TransitionContext) throws {
        try context.database.execute(
            "UPDATE studio_analyses SET status = 'FINISHED', finished = ? WHERE id = ?", .int(context.now.microseconds),
            .int(analysis.id))
        try Notifier.add(
            .info, to: analysis.user, title: "Analysis is finished", text: "\(analysis.name) has been analysed.",
            at: context.now, context.database)
    }

    private static func fail(_ analysis: Subject, because reason: String, _ context: TransitionContext) throws {
        try context.database.execute(
            "UPDATE studio_analyses SET status = 'FAILED', finished = ? WHERE id = ?", .int(context.now.microseconds),
            .int(analysis.id))
        try Notifier.add(
            .warning, to: analysis.user, title: "Analysis has failed", text: "\(analysis.name): \(reason)",
            at: context.now, context.database)
    }
}
