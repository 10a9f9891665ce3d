// The request that turns an upload into a dataset that can be labelled.

import Emulator
import JSON
import Store

/// Starting the processing of an upload (specification, "process_uploaded_data").
enum Processing {
    static let handlers: [String: Handler] = [
        "processUploadedData": start
    ]

    /// Answers at once; the archive is opened later. Repeating a call whose work is under way changes nothing.
    private static func start(_ call: Call) throws -> Reply {
        let dataset = try call.dataset()
        let file = call.body["file_name"]?.string ?? ""
        let row = try call.database.first(
            "SELECT status, uploaded_json, processing FROM tools_datasets WHERE seq = ?", .int(dataset.seq)
        ) { (status: $0.text(0), uploaded: try JSON(parsing: $0.text(1)), runs: $0.int(2)) }
        guard let row else { throw Problem.unknownDataset(dataset.id) }
        let upload = try completeUpload(of: dataset, named: file, call.database)
        switch row.status {
        case "files_uploaded": return .json([:])
        case "files_getting_labelled": throw Problem.badRequest("The dataset has already been processed.")
        default: break
        }
        var names = row.uploaded.array ?? []
        if !names.contains(.string(file)) { names.append(.string(file)) }
        try call.database.execute(
            """
            UPDATE tools_datasets SET status = 'files_uploaded', message = NULL, stage = 'Processing',
                stage_status = 'in_progress', uploaded_json = ?, processing = processing + 1
            WHERE seq = ?
            """,
            .text(JSON.array(names).description), .int(dataset.seq))
        let job = try ProcessingJob(dataset.id, file: file, upload: upload, run: row.runs + 1, in: call.database)
        guard let job else { preconditionFailure("A dataset that has just been put into processing is not in it.") }
        try ProcessingTransitions.lifecycle.start(
            job, as: .id(job.id), in: call.tenant, at: call.now, payload: job.payload)
        return .json([:])
    }

    /// The id of the upload with this file name.
    ///
    /// - Throws: ``Problem`` 400 when there is none, or when it is incomplete.
    private static func completeUpload(
        of dataset: DatasetKey, named file: String, _ database: Database
    ) throws -> String {
        let upload = try database.first(
            "SELECT id, completed FROM tools_uploads WHERE dataset = ? AND file_name = ?", .int(dataset.seq),
            .text(file)
        ) { (id: $0.text(0), isComplete: !$0.isNull(1)) }
        guard let upload else {
            throw Problem.badRequest("file_name: the dataset has no upload named \(file).", field: "file_name")
        }
        guard upload.isComplete else {
            throw Problem.badRequest("file_name: the upload of \(file) is incomplete.", field: "file_name")
        }
        return upload.id
    }
}
