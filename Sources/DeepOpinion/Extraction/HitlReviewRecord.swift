// A review as it is stored and written.

import Emulator
import JSON
import Store

/// A review of one value.
struct HitlReviewRecord {
    static let columns: SQL = """
        id, task, document, document_name, page, status, created, updated, user, label, confidence_threshold, \
        ls_annotation, hitl, full_json
        """

    let id: Int
    let task: Int
    let document: Int
    let documentName: String
    let page: Int
    let status: String
    let created: Instant
    let updated: Instant
    let user: Int?
    let label: String
    let threshold: Double
    let annotation: Int
    let hitl: Int
    /// Value and place, as JSON text.
    private let full: String

    init(_ row: borrowing Row) {
        id = row.int(0)
        task = row.int(1)
        document = row.int(2)
        documentName = row.text(3)
        page = row.int(4)
        status = row.text(5)
        created = row.instant(6)
        updated = row.instant(7)
        user = row.optionalInt(8)
        label = row.text(9)
        threshold = row.double(10)
        annotation = row.int(11)
        hitl = row.int(12)
        full = row.text(13)
    }

    /// Writes the review, with its value and place if `isFull`.
    func write(isFull: Bool, into writer: inout JSONWriter) throws {
        writer.beginObject()
        writer.field("review_id", id)
        writer.field("task_id", task)
        writer.field("document_id", document)
        writer.field("document_name", documentName)
        writer.field("page_num", page)
        writer.field("status", status)
        writer.field("created", created)
        writer.field("updated", updated)
        writer.field("user_id", user)
        writer.field("label", label)
        writer.field("confidence_threshold", threshold)
        writer.field("ls_annotation_id", annotation)
        writer.field("hitl_id", hitl)
        if isFull {
            let full = try JSON(parsing: full)
            writer.field("value", full["value"]?.string)
            writer.field("bbox", full["bbox"] ?? .null)
        }
        writer.endObject()
    }
}
