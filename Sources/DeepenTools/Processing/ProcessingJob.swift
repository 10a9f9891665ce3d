// A dataset whose upload is being processed.

import Emulator
import JSON
import Store

/// A dataset in processing, with the upload that it is made from.
struct ProcessingJob: LifecycleRecord, Sendable {
    /// Row of the dataset.
    let key: Int
    let id: String
    let name: String
    let format: DatasetFormat
    /// Frames per second that the creating request asked for.
    let fps: Double?
    /// Name of the uploaded file.
    let file: String
    /// Id of its upload session.
    let upload: String
    /// The number of this run: a dataset may be processed again after an error.
    let run: Int

    /// Nil when the dataset no longer waits for the run with this number.
    init?(_ id: String, file: String, upload: String, run: Int, in database: Database) throws {
        let row = try database.first(
            """
            SELECT seq, name, type, format, extras_json FROM tools_datasets
            WHERE id = ? AND processing = ? AND status = 'files_uploaded'
            """,
            .text(id), .int(run)
        ) { row in
            (
                key: row.int(0), name: row.text(1),
                format: DatasetFormat(type: row.text(2), format: row.optionalText(3)), extras: row.text(4)
            )
        }
        guard let row else { return nil }
        key = row.key
        self.id = id
        name = row.name
        format = row.format
        fps = try JSON(parsing: row.extras)["fps"]?.double
        self.file = file
        self.upload = upload
        self.run = run
    }

    init?(_ context: TransitionContext) throws {
        let payload = context.payload
        try self.init(
            context.subject.text, file: payload["file"]?.string ?? "", upload: payload["upload"]?.string ?? "",
            run: payload["run"]?.int ?? 0, in: context.database)
    }

    /// What the transition gets to know of it.
    var payload: JSON {
        ["upload": .string(upload), "run": .int(run), "file": .string(file)]
    }

    var outcomeSubject: OutcomeSubject? {
        OutcomeSubject(
            platform: DeepenTools.id, operation: "processUploadedData", id: id, sources: [file], tag: name)
    }
}
