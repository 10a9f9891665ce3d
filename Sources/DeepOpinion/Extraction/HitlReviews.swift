// Reviews of single values: created by extraction, completed by the workers.

import Emulator
import JSON
import Store

/// The reviews of HITLs.
enum HitlReviews {
    static let lifecycle: RecordLifecycle<HitlTask> = RecordLifecycle(
        table: RecordTable("studio_hitl_reviews", key: "task", state: "status", ended: "updated"),
        finish: "deepopinion.review.complete",
        completed: RecordEnd("COMPLETED"),
        work: { task, context in
            try lifecycle.complete(task, context)
            return .done
        })

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
        try lifecycle.start(.number(task), in: tenant, at: tenant.now)
    }
}
