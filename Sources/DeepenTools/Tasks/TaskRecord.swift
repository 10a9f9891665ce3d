// One task as its row has it, and as clients read it.

import Emulator
import JSON
import Store

/// The task resource (specification, "TaskResource").
struct TaskRecord {
    /// For queries on ``tables``.
    static let columns: SQL = """
        task.seq, task.id, dataset.client_id, task.dataset, dataset.id, task.kind, task.label_set, task.stage_order,
        task.stage, task.file, task.label, task.label_type, task.category, task.attribute, task.user_email, task.status,
        task.created, task.updated
        """
    static let tables: SQL = "tools_tasks AS task JOIN tools_datasets AS dataset ON dataset.seq = task.dataset"

    let seq: Int
    let id: String
    let client: String
    /// Row of the dataset.
    let dataset: Int
    let datasetID: String
    let kind: String
    let labelSet: String
    let stageOrder: Int
    let stage: String
    /// Empty for a task that is about no single file; so are label and attribute.
    let file: String
    let label: String
    let labelType: String?
    let category: String?
    let attribute: String
    let userEmail: String?
    let status: String
    let created: Instant
    let updated: Instant

    init(_ row: borrowing Row) {
        seq = row.int(0)
        id = row.text(1)
        client = row.text(2)
        dataset = row.int(3)
        datasetID = row.text(4)
        kind = row.text(5)
        labelSet = row.text(6)
        stageOrder = row.int(7)
        stage = row.text(8)
        file = row.text(9)
        label = row.text(10)
        labelType = row.optionalText(11)
        category = row.optionalText(12)
        attribute = row.text(13)
        userEmail = row.optionalText(14)
        status = row.text(15)
        created = Instant(microseconds: row.int(16))
        updated = Instant(microseconds: row.int(17))
    }

    /// The task with this id.
    ///
    /// - Throws: ``Problem`` 404 when there is none.
    static func find(_ id: String, in database: Database) throws -> TaskRecord {
        let found = try database.first("SELECT \(columns) FROM \(tables) WHERE task.id = ?", .text(id)) {
            TaskRecord($0)
        }
        guard let found else { throw Problem.unknownTask(id) }
        return found
    }

    /// - Parameter more: adds members at the end.
    func write(into writer: inout JSONWriter, more: (inout JSONWriter) -> Void = { _ in }) {
        writer.beginObject()
        writer.field("task_id", id)
        writer.field("client_id", client)
        writer.field("dataset_id", datasetID)
        writer.field("task_type", kind)
        writer.field("label_set_id", labelSet)
        writer.field("stage_id", stage)
        writer.field("file_id", Self.nilIfEmpty(file))
        writer.field("label_id", Self.nilIfEmpty(label))
        writer.field("label_type", labelType)
        writer.field("label_category_id", category)
        writer.field("attribute", Self.nilIfEmpty(attribute))
        writer.field("user_email", userEmail)
        writer.field("status", status)
        writer.field("create_time_millis", created.microseconds / 1000)
        writer.field("update_time_millis", updated.microseconds / 1000)
        more(&writer)
        writer.endObject()
    }

    private static func nilIfEmpty(_ text: String) -> String? { text.isEmpty ? nil : text }
}

extension Problem {
    /// 404: no such task.
    static func unknownTask(_ id: String) -> Problem { .notFound("Task \(id)") }
}
