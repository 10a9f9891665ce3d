// A dataset whose upload is being processed.

import JSON
import Store

/// A dataset in processing.
struct ProcessingJob: Sendable {
    let seq: Int
    let format: DatasetFormat
    /// Frames per second that the creating request asked for.
    let fps: Double?

    /// Nil when the dataset no longer waits for the run with this number.
    init?(_ id: String, run: Int, in database: Database) throws {
        let row = try database.first(
            """
            SELECT seq, type, format, extras_json FROM tools_datasets
            WHERE id = ? AND processing = ? AND status = 'files_uploaded'
            """,
            .text(id), .int(run)
        ) { (seq: $0.int(0), format: DatasetFormat(type: $0.text(1), format: $0.optionalText(2)), extras: $0.text(3)) }
        guard let row else { return nil }
        seq = row.seq
        format = row.format
        fps = try JSON(parsing: row.extras)["fps"]?.double
    }
}
