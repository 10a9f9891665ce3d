// The states of jobs: waiting for a worker, processing, then completed or failed.

import Emulator
import JSON
import Store
import System

/// The lifecycle of jobs (specification, section 1.4).
enum JobTransitions {
    static let lifecycle: RecordLifecycle<JobInput> = RecordLifecycle(
        table: RecordTable(
            "deepva_jobs", started: "started", due: "finish_due", ended: "completed", while: "state = 'processing'"),
        queue: "deepva.jobs",
        begin: RecordPassage("deepva.job.start", to: "processing"),
        finish: finish.name,
        completed: RecordEnd("completed", setting: "summary_json"),
        failed: RecordEnd("failed", error: "errors_json") {
            .text(JSON.array($0.reasons.map(JSON.string)).description)
        },
        failure: "The job has failed.",
        timings: [picture, mediaSecond],
        milliseconds: { job, context in try milliseconds(of: job, in: context.tenant) },
        expiry: RecordExpiry("deepva.job.expire") { $0.ttl },
        onBegin: { job, context in try JobWebhooks.fire(.started, job: job.key, in: context) },
        onEnd: { job, failure, context in
            try JobWebhooks.fire(failure == nil ? .completed : .failed, job: job.key, in: context)
        },
        emptying: { job, tenant in
            try JobResults.removeSome(of: job, in: tenant.database)
                && JobArtifacts.artifacts.removeSome(of: job, from: tenant)
        },
        work: work)

    private static let finish = Timing("deepva.job.finish")
    private static let picture = Timing("deepva.job.picture")
    private static let mediaSecond = Timing("deepva.job.media_second")

    /// The duration of a job, which depends on the number of pictures and the seconds of sound and video.
    private static func milliseconds(of job: JobInput, in tenant: Tenant) throws -> Int {
        var sum = tenant.timings[finish]
        for uri in job.sources {
            guard let source = try JobMedia(uri, in: tenant) else { continue }
            let share =
                source.info.duration > 0
                ? source.info.duration * Double(tenant.timings[mediaSecond]) : Double(tenant.timings[picture])
            sum = min(sum + Int(saturating: min(share, Double(Timings.maximum))), Timings.maximum)
        }
        return sum
    }

    /// Computes the results on the thread pool and stores them.
    private static func work(_ job: JobInput, _ context: TransitionContext) throws -> TransitionContext.Result {
        var sources: [JobMedia] = []
        var missing: [String] = []
        for uri in job.sources {
            if let source = try JobMedia(uri, in: context.tenant) {
                sources.append(source)
            } else {
                missing.append("Source \(uri) was not found.")
            }
        }
        let knowledge = try ModelKnowledge.gather(
            job.modules, sources: sources, in: context.database, missing: &missing)
        guard missing.isEmpty else { throw RecordFailure(missing) }
        let request = ResultRequest(
            sources: sources, modules: job.modules, knowledge: knowledge, identifiers: context.tenant.identifiers,
            modified: context.now.unixSeconds)
        let given = context.outcome?.result
        let pending = context.tenant.files.pendingFiles()
        return .later(
            limits: .job, { try JobWork(request, given: given, pending: pending, budget: $0) },
            next: { try JobStorage.store($0, of: job, in: context) })
    }
}
