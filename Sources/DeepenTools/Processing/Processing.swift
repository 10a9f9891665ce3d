// From an upload to a dataset that can be labelled: the call that starts it, and the workers that do it.

import Emulator
import JSON
import Store
import System

/// Processing of uploads (specification, "process_uploaded_data").
enum Processing {
    static let handlers: [String: Handler] = [
        "processUploadedData": start
    ]

    static let transitions: [String: Transition] = [
        transition: process
    ]

    private static let transition = "deepen-tools.dataset.process"

    /// Answers at once; the workers open the archive later. A call that repeats one under way changes nothing.
    private static func start(_ call: Call) throws -> Reply {
        let dataset = try call.dataset()
        let name = call.body["file_name"]?.string ?? ""
        let row = try call.database.first(
            "SELECT status, name, uploaded_json, processing FROM tools_datasets WHERE seq = ?", .int(dataset.seq)
        ) { (status: $0.text(0), name: $0.text(1), uploaded: try JSON(parsing: $0.text(2)), count: $0.int(3)) }
        guard let row else { throw Problem.unknownDataset(dataset.id) }
        let upload = try call.database.first(
            "SELECT id, completed FROM tools_uploads WHERE dataset = ? AND file_name = ?", .int(dataset.seq),
            .text(name)
        ) { (id: $0.text(0), isComplete: !$0.isNull(1)) }
        guard let upload else {
            throw Problem.badRequest("file_name: \(name) is not the name of an uploaded file.", field: "file_name")
        }
        guard upload.isComplete else {
            throw Problem.badRequest("file_name: the upload of \(name) is not complete.", field: "file_name")
        }
        switch row.status {
        case "files_uploaded": return .json([:])
        case "files_getting_labelled": throw Problem.badRequest("The dataset has been processed already.")
        default: break
        }
        var names = row.uploaded.array ?? []
        if !names.contains(.string(name)) { names.append(.string(name)) }
        try call.database.execute(
            """
            UPDATE tools_datasets SET status = 'files_uploaded', message = NULL, stage = 'Processing',
                stage_status = 'in_progress', uploaded_json = ?, processing = processing + 1
            WHERE seq = ?
            """,
            .text(JSON.array(names).description), .int(dataset.seq))
        try plan(dataset, file: name, datasetName: row.name, upload: upload.id, run: row.count + 1, call)
        return .json([:])
    }

    /// Plans the work, and its end when a test author has set one.
    private static func plan(
        _ dataset: DatasetKey, file: String, datasetName: String, upload: String, run: Int, _ call: Call
    ) throws {
        let outcome = try call.tenant.outcomes.take(
            for: subject(of: dataset.id, file: file, datasetName: datasetName))
        if outcome?.state == .stuck { return }
        let wait = outcome?.afterMilliseconds ?? call.tenant.timings[transition]
        let failure = outcome?.failure(or: defaultFailure).map(JSON.string) ?? .null
        try call.tenant.schedule.add(
            transition, subject: dataset.id, at: call.now.advanced(byMilliseconds: wait),
            payload: [
                "upload": .string(upload), "run": .int(run), "failure": failure, "file": .string(file),
                "name": .string(datasetName),
            ])
    }

    private static let defaultFailure = "The dataset could not be processed."

    private static func subject(of dataset: String, file: String, datasetName: String) -> OutcomeSubject {
        OutcomeSubject(
            platform: DeepenTools.id, operation: "processUploadedData", id: dataset, sources: [file],
            tag: datasetName)
    }

    // MARK: - The work

    /// Opens the upload on the pool, then fills the dataset.
    private static func process(_ context: TransitionContext) throws -> TransitionContext.Result {
        guard let run = context.payload["run"]?.int,
            let job = try ProcessingJob(context.subject, run: run, in: context.database)
        else { return .done }
        var failure = context.payload["failure"]?.string
        let subject = subject(
            of: context.subject, file: context.payload["file"]?.string ?? "",
            datasetName: context.payload["name"]?.string ?? "")
        let endsNow = try context.obeyLateOutcome(of: subject, transition: transition) { late in
            failure = late.failure(or: defaultFailure)
        }
        guard endsNow else { return .done }
        if let failure {
            try fail(job, failure, context)
            return .done
        }
        guard let upload = try UploadSession(context.payload["upload"]?.string ?? "", in: context.database),
            let content = upload.content, let payload = try context.tenant.files.payload(content)
        else {
            try fail(job, "The uploaded file is gone.", context)
            return .done
        }
        return .later({ DatasetContents.read(payload, as: job.format, fps: job.fps) }) { result in
            // The dataset may have been deleted while the pool was at work.
            guard try ProcessingJob(context.subject, run: run, in: context.database) != nil else { return .done }
            switch result {
            case .success(let contents):
                return fill(try DatasetFilling(job, with: contents, in: context.database), run: run, context)
            case .failure(let failure):
                try fail(job, failure.message, context)
                return .done
            }
        }
    }

    /// Fills the dataset in parts, with requests served in between.
    private static func fill(
        _ filling: DatasetFilling, run: Int, _ context: TransitionContext
    ) -> TransitionContext.Result {
        .later({}) { _ in
            guard try ProcessingJob(context.subject, run: run, in: context.database) != nil else { return .done }
            var filling = filling
            return try filling.next(context) ? .done : fill(filling, run: run, context)
        }
    }

    private static func fail(_ job: ProcessingJob, _ message: String, _ context: TransitionContext) throws {
        try context.database.execute(
            """
            UPDATE tools_datasets SET status = 'preprocessing_error', message = ?, stage = 'Processing',
                stage_status = 'waiting'
            WHERE seq = ?
            """,
            .text(message), .int(job.seq))
    }
}

/// A dataset whose upload is being processed.
struct ProcessingJob: Sendable {
    let seq: Int
    let format: DatasetFormat
    /// Frames in a second that the creating request asked for.
    let fps: Double?

    /// The dataset, if it still waits for the call with this number.
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
