// Stored paint: what was painted of one label type in one label set, stage and sensor.

import Emulator
import JSON
import Store

/// Stored paint of a dataset.
struct PaintRecord {
    let metadata: PaintMetadata
    /// The id of the stored zlib stream.
    let content: String

    /// The paint of the stage and sensor that a request asks for, else of the last stage that has some; nil when
    /// nothing is painted.
    init?(_ call: Call, _ dataset: DatasetKey, _ kind: PaintKind) throws {
        var condition: SQL = "dataset = ? AND label_set = ? AND type = ?"
        var values: [SQLValue] = [
            .int(dataset.seq), .text(call.parameters["labelSetId"]?.string ?? LabelSets.standard), .text(kind.type),
        ]
        if let sensor = call.parameters["sensor_id"]?.string {
            condition = condition + " AND sensor = ?"
            values.append(.text(sensor))
        }
        if let stage = call.parameters["stageId"]?.string {
            condition = condition + " AND stage = ?"
            values.append(.text(stage))
        }
        let found = try call.database.first(
            """
            SELECT categories_json, frame_sizes_json, content FROM tools_paint WHERE \(condition)
            ORDER BY stage_order DESC, sensor LIMIT 1
            """,
            values
        ) { row in
            (categories: try JSON(parsing: row.text(0)), sizes: try JSON(parsing: row.text(1)), content: row.text(2))
        }
        guard let found else { return nil }
        metadata = PaintMetadata(
            categories: (found.categories.array ?? []).compactMap(\.string),
            frameSizes: (found.sizes.array ?? []).compactMap(\.int))
        content = found.content
    }
}
