// How sessions move: CREATED, SAMPLING, PREDICTING (corrections), then STARTED or FAILED. ``SessionStatus`` goes on.

import Emulator
import JSON
import Store
import System

/// The lifecycle of labeling and correction sessions (specification, "State machines").
enum SessionTransitions {
    static let lifecycle = RecordLifecycle<StartingSession>(
        table: RecordTable("studio_sessions", key: "id", state: "status", while: "status <> 'DELETING'"),
        begin: RecordPassage("deepopinion.session.start"),
        completed: RecordEnd(),
        failed: RecordEnd("FAILED"),
        failure: "The documents could not be prepared.",
        parts: [importing, sampling, filling, predicting],
        onEnd: notify,
        work: openToPeople)

    /// Follows the import: new documents are in the session's group.
    static let importing: Transition = Transition("deepopinion.session.imported") { context in
        try lifecycle.proceed(context) { try imported($0, context) }
    }
    static let sampling: Transition = Transition(timed: "deepopinion.session.sample") { context in
        try lifecycle.proceed(context) { try sample($0, context) }
    }
    static let filling: Transition = Transition(timed: "deepopinion.session.fill") { context in
        try lifecycle.proceed(context) { try fill($0, context) }
    }
    private static let predicting: Transition = Transition(timed: "deepopinion.session.predict") { context in
        try lifecycle.proceed(context) { try predict($0, context) }
    }

    /// How many positions are looked at in one slice.
    private static let window = 150

    /// The subject of a session's transitions.
    static func subject(_ id: Int) -> ScheduleSubject { .record("session", id) }

    /// Cancels everything that is still to happen to a session.
    static func cancel(_ id: Int, in tenant: Tenant) throws {
        try Imports.cancel(subject: subject(id), in: tenant)
    }

    // MARK: - Documents

    private static func imported(
        _ session: StartingSession, _ context: TransitionContext
    ) throws -> TransitionContext.Result {
        if let group = session.group { try endGroup(group, as: "CREATED", context.database) }
        guard context.payload["taken"]?.int ?? 0 > 0 else { throw RecordFailure("No record has a text.") }
        try context.tenant.plan(
            session.sampleSize == nil ? filling : sampling, subject: context.subject, at: context.now,
            payload: ["isImported": true])
        return .done
    }

    /// The group of the session has its documents now, or will have none.
    private static func endGroup(_ group: Int, as status: String, _ database: Database) throws {
        try database.execute(
            "UPDATE studio_groups SET status = ? WHERE id = ? AND status = 'PROCESSING'", .text(status), .int(group))
    }

    private static func sample(
        _ session: StartingSession, _ context: TransitionContext
    ) throws -> TransitionContext.Result {
        try context.database.execute("UPDATE studio_sessions SET status = 'SAMPLING' WHERE id = ?", .int(session.key))
        try context.tenant.plan(filling, subject: context.subject, at: context.now, payload: context.payload)
        return .done
    }

    /// Adds the documents of the group or the project, all or a sample, in slices.
    private static func fill(
        _ session: StartingSession, _ context: TransitionContext
    ) throws -> TransitionContext.Result {
        let source = try session.source(context.database)
        let generator = context.tenant.identifiers.generator(for: ["studio.sample", String(session.key)])
        let sample = DocumentSample(
            source: source, wanted: session.sampleSize ?? source.count, generator: generator)
        return try fill(session, sample, context)
    }

    private static func fill(
        _ session: StartingSession, _ sample: DocumentSample, _ context: TransitionContext
    ) throws -> TransitionContext.Result {
        guard let target = try SessionTarget(session.key, at: context.now, context.database) else { return .done }
        var sample = sample
        for document in try sample.next(window, context.database) {
            try SessionDocuments.add(document, to: target, context.database)
        }
        guard sample.isComplete else {
            let rest = sample
            return .again { try fill(session, rest, context) }
        }
        if let group = session.group { try endGroup(group, as: "CREATED", context.database) }
        guard session.isCorrection else {
            try lifecycle.start(context.subject, in: context.tenant, at: context.now, payload: context.payload)
            return .done
        }
        try context.tenant.plan(predicting, subject: context.subject, at: context.now)
        return .done
    }

    // MARK: - Predictions of corrections

    /// The first run enters the state, the second one does the work.
    private static func predict(
        _ session: StartingSession, _ context: TransitionContext
    ) throws -> TransitionContext.Result {
        guard context.payload.isNull else { return try tag(session, context) }
        try context.database.execute(
            "UPDATE studio_sessions SET status = 'PREDICTING' WHERE id = ?", .int(session.key))
        try context.tenant.plan(
            predicting, subject: context.subject, at: context.now, payload: ["status": "PREDICTING"])
        return .done
    }

    private static func tag(
        _ session: StartingSession, _ context: TransitionContext
    ) throws -> TransitionContext.Result {
        let model = try RecordFailure.orProblem {
            guard let id = session.model else { throw Problem.unknownModel }
            return try ModelReader(id, in: session.project, context.tenant)
        }
        // After a restart in the middle, the predictions start again.
        try context.database.execute(
            "DELETE FROM studio_tags WHERE id IN (SELECT id FROM studio_tags WHERE session = ? LIMIT 500)",
            .int(session.key))
        if context.database.changes > 0 { return .again { try tag(session, context) } }
        return .later(limits: .standard, { try model.classifier($0) }) { classifier in
            let prediction = PredictionRun(
                predictor: Predictor(session: session.key, project: session.project), classifier: classifier,
                translator: model.translator(for: classifier), cursor: SegmentCursor(.session(session.key)))
            return try prediction.run(context) { prediction in
                try context.database.execute(
                    "UPDATE studio_sessions SET predicted_score = ? WHERE id = ?",
                    .int(Int(prediction.score.rounded())), .int(session.key))
                return try lifecycle.beginWork(context)
            }
        }
    }

    // MARK: - Ends

    /// Opens the session to people. Some may already have annotated it.
    private static func openToPeople(
        _ session: StartingSession, _ context: TransitionContext
    ) throws -> TransitionContext.Result {
        try context.database.execute(
            """
            UPDATE studio_sessions SET status = 'STARTED'
            WHERE id = ? AND status IN ('CREATED', 'SAMPLING', 'PREDICTING')
            """, .int(session.key))
        try SessionStatus.update(session.key, isTouched: false, at: context.now, context.database)
        try lifecycle.complete(session, context)
        return .done
    }

    private static func notify(
        _ session: StartingSession, _ failure: RecordFailure?, _ context: TransitionContext
    ) throws {
        let kind = session.isCorrection ? "Correction" : "Labeling session"
        if let failure {
            if let group = session.group { try endGroup(group, as: "FAILED", context.database) }
            return try Notifier.add(
                .warning, to: session.user, title: "\(kind) failed", text: "\(session.name): \(failure.text)",
                at: context.now, context.database)
        }
        guard session.isCorrection || context.payload["isImported"] == true else { return }
        let text = session.isCorrection ? "The model has tagged all documents." : "The file has been imported."
        try Notifier.add(
            .info, to: session.user, title: "\(kind) is ready", text: "\(session.name): \(text)", at: context.now,
            context.database)
    }
}
