// Reviews: single values that people are to look at, made by extraction and ended by the workers.

import Emulator
import JSON
import Store

/// The reviews of HITLs.
enum HitlReviews {
    static let transitions: [String: Transition] = [
        "deepopinion.review.complete": complete
    ]

    /// A value that needs a look.
    struct Doubt {
        /// Number and name of the document that it was found in.
        let document: Int
        let documentName: String
        /// The page, counted from 1.
        let page: Int
        let label: String
        /// 0 to 1.
        let threshold: Double
        let value: String?
        /// Corners as fractions of the page, or null.
        let box: JSON
    }

    /// Makes a task with one review for each doubt. Whoever the HITL is assigned to has looked at them when their time is
    /// up: until then they are PENDING, then COMPLETED.
    static func add(_ doubts: [Doubt], hitl: Int, project: Int, _ tenant: Tenant) throws {
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
        try tenant.schedule.add(
            "deepopinion.review.complete", subject: String(task),
            at: tenant.now.advanced(byMilliseconds: tenant.timings["deepopinion.review.complete"]))
    }

    private static func complete(_ context: TransitionContext) throws -> TransitionContext.Result {
        try context.database.execute(
            "UPDATE studio_hitl_reviews SET status = 'COMPLETED', updated = ? WHERE task = ?",
            .int(context.now.microseconds), .int(Int(context.subject) ?? 0))
        return .done
    }

    /// Calls `read` with each review of a HITL, oldest first.
    static func each(of hitl: Int, _ database: Database, read: (borrowing Row) throws -> Void) throws {
        try database.each(
            """
            SELECT id, task, document, document_name, page, status, created, updated, user, label,
                confidence_threshold, ls_annotation, hitl, full_json
            FROM studio_hitl_reviews WHERE hitl = ? ORDER BY id
            """, .int(hitl), read: read)
    }

    /// Writes a review as ``each(of:_:read:)`` reads it, with value and place when it is to be full.
    static func write(_ row: borrowing Row, isFull: Bool, into writer: inout JSONWriter) throws {
        writer.beginObject()
        writer.field("review_id", row.int(0))
        writer.field("task_id", row.int(1))
        writer.field("document_id", row.int(2))
        writer.field("document_name", row.text(3))
        writer.field("page_num", row.int(4))
        writer.field("status", row.text(5))
        writer.field("created", Instant(microseconds: row.int(6)).text(.zonedSeconds))
        writer.field("updated", Instant(microseconds: row.int(7)).text(.zonedSeconds))
        writer.field("user_id", row.optionalInt(8))
        writer.field("label", row.text(9))
        writer.field("confidence_threshold", row.double(10))
        writer.field("ls_annotation_id", row.int(11))
        writer.field("hitl_id", row.int(12))
        if isFull {
            let full = try JSON(parsing: row.text(13))
            writer.field("value", full["value"]?.string)
            writer.field("bbox", full["bbox"] ?? .null)
        }
        writer.endObject()
    }
}
