// Reviews of single values: created by extraction, completed by the workers.

import Emulator
import JSON
import Store

/// The reviews of HITLs.
enum HitlReviews {
    static let transitions = [completing]

    private static let completing = Transition(timed: "deepopinion.review.complete", body: complete(_:))

    /// Creates a task with one review for each doubt. They are PENDING for a while, then COMPLETED.
    static func add(_ doubts: [HitlDoubt], hitl: Int, project: Int, _ tenant: Tenant) throws {
        guard !doubts.isEmpty else { return }
        let database = tenant.database
        let now = SQLValue.int(tenant.now.microseconds)
        try database.execute("INSERT INTO studio_tasks(project, created) VALUES (?, ?)", .int(project), now)
        let task = database.lastInsertedRow
        for doubt in doubts {
            try database.execute(
                """
                INSERT INTO studio_hitl_reviews(hitl, task, document, document_name, page, status, created, updated,
                    user, label, confidence_threshold, ls_annotation, full_json)
                VALUES (?, ?, ?, ?, ?, 'PENDING', ?, ?, (SELECT assigned_user FROM studio_hitls WHERE id = ?), ?, ?, ?, ?)
                """, .int(hitl), .int(task), .int(doubt.document), .text(doubt.documentName), .int(doubt.page), now,
                now,
                .int(hitl), .text(doubt.label), .double(doubt.threshold), .int(task),
                .text(JSON.object(["value": doubt.value.map(JSON.string) ?? .null, "bbox": doubt.box]).description))
        }
        try tenant.plan(completing, subject: .number(task), at: tenant.now)
    }

    private static func complete(_ context: TransitionContext) throws -> TransitionContext.Result {
        try context.database.execute(
            "UPDATE studio_hitl_reviews SET status = 'COMPLETED', updated = ? WHERE task = ?",
            .int(context.now.microseconds), .int(context.subject.number ?? 0))
        return .done
    }
}
