// The work of processing: an upload is opened on the pool, then its dataset is filled part by part.

import Emulator
import JSON
import Store
import System

/// The lifecycle of a dataset from `files_uploaded` to `files_getting_labelled` or `preprocessing_error`.
enum ProcessingTransitions {
    static let lifecycle: RecordLifecycle<ProcessingJob> = RecordLifecycle(
        table: RecordTable("tools_datasets", state: "status", while: "status = 'files_uploaded'"),
        finish: "deepen-tools.dataset.process",
        completed: RecordEnd(
            "files_getting_labelled", setting: "message", "stage", "stage_status", "sensors_json", "frame_sizes_json"),
        failed: RecordEnd("preprocessing_error", error: "message"),
        failure: "The dataset could not be processed.",
        onEnd: { job, failure, context in
            guard failure != nil else { return }
            try context.database.execute(
                "UPDATE tools_datasets SET stage_status = 'waiting' WHERE seq = ?", .int(job.key))
        },
        onRemove: { dataset, tenant in
            try UploadTransitions.removeContents(of: dataset, from: tenant)
            try PaintLabels.removeContents(of: dataset, from: tenant)
        },
        work: work)

    private static func work(_ job: ProcessingJob, _ context: TransitionContext) throws -> TransitionContext.Result {
        guard let upload = try UploadSession(job.upload, in: context.database), let content = upload.content,
            let payload = try context.tenant.files.payload(content)
        else { throw RecordFailure("The uploaded file is gone.") }
        return .later(
            limits: .archive,
            { budget in
                try DatasetContents.read(payload, as: job.format, fps: job.fps, budget: budget)
            }
        ) { result in
            switch result {
            case .success(let contents):
                return fill(try DatasetFilling(job, with: contents, in: context.database), for: job, context)
            case .failure(let failure): throw RecordFailure(failure.message)
            }
        }
    }

    /// Fills the dataset in parts, with requests served in between.
    private static func fill(
        _ filling: DatasetFilling, for job: ProcessingJob, _ context: TransitionContext
    ) -> TransitionContext.Result {
        .again {
            var filling = filling
            guard try filling.next(context) else { return fill(filling, for: job, context) }
            try lifecycle.complete(job, setting: filling.finalValues, context)
            return .done
        }
    }
}
