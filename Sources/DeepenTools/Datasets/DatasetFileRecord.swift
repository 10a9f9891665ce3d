// One file of a dataset as its row has it.

import JSON
import Store

/// The file resource (specification, "FileResource").
struct DatasetFileRecord {
    /// For queries on ``tables``. Work on a file is finished by its own task of the last stage; where objects are
    /// followed through all frames, it is finished with the whole dataset.
    static let columns: SQL = """
        file.id, file.position, file.sensors_json, CASE dataset.mode
            WHEN 'frame_by_frame' THEN EXISTS (SELECT 1 FROM tools_tasks AS task
                WHERE task.dataset = file.dataset AND task.label_set = 'default' AND task.file = file.id
                    AND task.label = '' AND task.attribute = ''
                    AND task.stage_order = json_array_length(dataset.pipeline_json) - 1
                    AND task.status IN ('submitted', 'accepted'))
            ELSE dataset.stage_status = 'done' END
        """
    static let tables: SQL = "tools_files AS file JOIN tools_datasets AS dataset ON dataset.seq = file.dataset"

    let id: String
    let position: Int
    /// JSON text.
    let sensors: [UInt8]
    let isFinished: Bool

    init(_ row: borrowing Row) {
        id = row.text(0)
        position = row.int(1)
        sensors = row.blob(2)
        isFinished = row.bool(3)
    }

    func write(of dataset: DatasetKey, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("client_id", dataset.client)
        writer.field("dataset_id", dataset.id)
        writer.field("file_id", id)
        writer.field("status", isFinished ? "finished" : "labelling_in_progress")
        writer.key("sensors")
        writer.raw(sensors)
        writer.endObject()
    }
}
