// Writes a task as clients read it.

import Emulator
import JSON
import Store

/// The task resource (specification, "TaskResource").
enum TaskRecord {
    /// For queries that join `tools_tasks AS task` with `tools_datasets AS dataset`.
    static let columns: SQL = """
        task.id, dataset.client_id, dataset.id, task.kind, task.label_set, task.stage, task.file, task.label,
        task.label_type, task.category, task.attribute, task.user_email, task.status, task.created, task.updated
        """
    static let tables: SQL = "tools_tasks AS task JOIN tools_datasets AS dataset ON dataset.seq = task.dataset"

    static func write(_ row: borrowing Row, into writer: inout JSONWriter, more: (inout JSONWriter) -> Void = { _ in })
    {
        writer.beginObject()
        writer.field("task_id", row.text(0))
        writer.field("client_id", row.text(1))
        writer.field("dataset_id", row.text(2))
        writer.field("task_type", row.text(3))
        writer.field("label_set_id", row.text(4))
        writer.field("stage_id", row.text(5))
        writer.field("file_id", filled(row.text(6)))
        writer.field("label_id", filled(row.text(7)))
        writer.field("label_type", row.optionalText(8))
        writer.field("label_category_id", row.optionalText(9))
        writer.field("attribute", filled(row.text(10)))
        writer.field("user_email", row.optionalText(11))
        writer.field("status", row.text(12))
        writer.field("create_time_millis", row.int(13) / 1000)
        writer.field("update_time_millis", row.int(14) / 1000)
        more(&writer)
        writer.endObject()
    }

    private static func filled(_ text: String) -> String? { text.isEmpty ? nil : text }
}
