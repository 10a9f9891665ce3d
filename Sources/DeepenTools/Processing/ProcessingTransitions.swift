// The work of processing: an upload is opened on the pool, then its dataset is filled part by part.

import Emulator
import JSON
import Store

/// What happens to a dataset between `files_uploaded` and its end, `files_getting_labelled` or `preprocessing_error`.
enum ProcessingTransitions {
    static let transitions = [processing]

    private static let processing = Transition(timed: "deepen-tools.dataset.process", body: process(_:))
    private static let defaultFailure = "The dataset could not be processed."

    /// Plans the work, with the outcome that a test author has set for it.
    static func plan(
        dataset: String, name: String, file: String, upload: String, run: Int, _ call: Call
    ) throws {
        let outcome = try call.tenant.outcomes.take(for: subject(of: dataset, file: file, datasetName: name))
        if outcome?.state == .stuck { return }
        let wait = outcome?.afterMilliseconds ?? call.tenant.timings[Timing(processing.name)]
        let failure = outcome?.failure(or: defaultFailure).map(JSON.string) ?? .null
        try call.tenant.schedule.add(
            processing, subject: .id(dataset), at: call.now.advanced(byMilliseconds: wait),
            payload: [
                "upload": .string(upload), "run": .int(run), "failure": failure, "file": .string(file),
                "name": .string(name),
            ])
    }

    private static func subject(of dataset: String, file: String, datasetName: String) -> OutcomeSubject {
        OutcomeSubject(
            platform: DeepenTools.id, operation: "processUploadedData", id: dataset, sources: [file],
            tag: datasetName)
    }

    /// Opens the upload on the pool, then fills the dataset.
    private static func process(_ context: TransitionContext) throws -> TransitionContext.Result {
        guard let run = context.payload["run"]?.int,
            let job = try ProcessingJob(context.subject.text, run: run, in: context.database)
        else { return .done }
        var failure = context.payload["failure"]?.string
        let subject = subject(
            of: context.subject.text, file: context.payload["file"]?.string ?? "",
            datasetName: context.payload["name"]?.string ?? "")
        let endsNow = try context.obeyLateOutcome(of: subject, transition: processing) { late in
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
            guard try ProcessingJob(context.subject.text, run: run, in: context.database) != nil else { return .done }
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
        .again {
            guard try ProcessingJob(context.subject.text, run: run, in: context.database) != nil else { return .done }
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
