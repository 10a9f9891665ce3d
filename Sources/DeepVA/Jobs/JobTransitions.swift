// How jobs move: waiting, processing, completed or failed. A tenant works on a few jobs at a time, first come first served.

import Emulator
import JSON
import Store

/// The state machine of jobs (specification, section 1.4).
enum JobTransitions {
    static let transitions: [String: Transition] = [
        "deepva.job.start": start,
        "deepva.job.finish": finish,
        "deepva.job.expire": expire,
    ]

    static let queue = "deepva.jobs"

    // MARK: - Queue

    /// Plans the start of waiting jobs while there are free workers.
    static func fillSlots(_ tenant: Tenant, now: Instant) throws {
        let database = tenant.database
        let busy = try database.scalarInt("SELECT count(*) FROM deepva_jobs WHERE slot = 1") ?? 0
        var free = tenant.settings.workers(queue) - busy
        while free > 0 {
            let next = try database.first(
                "SELECT seq, id FROM deepva_jobs WHERE state = 'waiting' AND slot = 0 ORDER BY seq LIMIT 1"
            ) { (seq: $0.int(0), id: $0.text(1)) }
            guard let next else { return }
            try database.execute("UPDATE deepva_jobs SET slot = 1 WHERE seq = ?", .int(next.seq))
            try tenant.schedule.add(
                "deepva.job.start", subject: next.id,
                at: now.advanced(byMilliseconds: tenant.timings["deepva.job.start"]))
            free -= 1
        }
    }

    /// Removes a job with everything that belongs to it; a running one is aborted by that.
    static func remove(seq: Int, id: String, from tenant: Tenant) throws {
        try tenant.schedule.cancel(subject: id)
        try JobArtifacts.removeContents(of: seq, from: tenant)
        try tenant.database.execute("DELETE FROM deepva_jobs WHERE seq = ?", .int(seq))
    }

    // MARK: - Transitions

    private static func start(_ context: TransitionContext) throws -> TransitionContext.Result {
        guard let job = try JobInput(id: context.subject, in: context.database) else { return .done }
        let outcome = try context.tenant.outcomes.take(for: subject(of: job))
        let work = try outcome?.afterMilliseconds ?? milliseconds(of: job, in: context.tenant)
        let due = context.now.advanced(byMilliseconds: work)
        let isStuck = outcome?.state == .stuck
        // A job that will never end gives its worker back, or it would stop every job behind it.
        try context.database.execute(
            """
            UPDATE deepva_jobs SET state = 'processing', started = ?, finish_due = ?, slot = ?, outcome_json = ?
            WHERE seq = ?
            """,
            .int(context.now.microseconds), .int(due.microseconds), .bool(!isStuck),
            .optional(outcome.map { storedOutcome($0).description }), .int(job.seq))
        try JobWebhooks.fire(.started, job: job.seq, in: context)
        if isStuck {
            try fillSlots(context.tenant, now: context.now)
        } else {
            try context.tenant.schedule.add("deepva.job.finish", subject: job.id, at: due)
        }
        return .done
    }

    /// Computes the results on the thread pool, then ends the job.
    private static func finish(_ context: TransitionContext) throws -> TransitionContext.Result {
        guard let begun = try JobInput(id: context.subject, in: context.database), try obeyLateOutcome(begun, context),
            let job = try JobInput(id: context.subject, in: context.database)
        else { return .done }
        if job.outcome?["state"] == "failed" {
            try end(job, context, errors: [job.outcome?["error"]?.string ?? "The job has failed."])
            return .done
        }
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
        guard missing.isEmpty else {
            try end(job, context, errors: missing)
            return .done
        }
        let request = ResultRequest(
            sources: sources, modules: job.modules, knowledge: knowledge, identifiers: context.tenant.identifiers,
            modified: context.now.unixSeconds)
        let given = job.outcome?["result"]
        return .later({ try JobOutput(request: request, given: given) }) { output in
            // The job may have been deleted while the pool was at work.
            guard try context.database.exists("SELECT 1 FROM deepva_jobs WHERE seq = ?", .int(job.seq)) else { return }
            let output = try FaceIndex.indexing(output, modules: job.modules, in: context)
            try JobResults.store(output, job: job.seq, in: context)
            try JobArtifacts.store(output.artifacts, job: job.seq, in: context)
            try JobWebhooks.fire(output.detailed, job: job.seq, in: context)
            try DatasetCreation.store(output.portraits, job, in: context)
            try end(job, context, errors: [], summary: output.summary)
        }
    }

    private static func obeyLateOutcome(_ job: JobInput, _ context: TransitionContext) throws -> Bool {
        try context.obeyLateOutcome(
            of: subject(of: job), transition: "deepva.job.finish",
            postpone: { due in
                try context.database.execute(
                    "UPDATE deepva_jobs SET finish_due = ? WHERE seq = ?", .int(due.microseconds), .int(job.seq))
            },
            release: {
                try context.database.execute("UPDATE deepva_jobs SET slot = 0 WHERE seq = ?", .int(job.seq))
                try fillSlots(context.tenant, now: context.now)
            },
            keep: { outcome in
                try context.database.execute(
                    "UPDATE deepva_jobs SET outcome_json = ? WHERE seq = ?",
                    .text(storedOutcome(outcome).description), .int(job.seq))
            })
    }

    private static func subject(of job: JobInput) -> OutcomeSubject {
        OutcomeSubject(platform: DeepVA.id, operation: "createJob", id: job.id, sources: job.sources, tag: job.tag)
    }

    private static func end(
        _ job: JobInput, _ context: TransitionContext, errors: [String], summary: [JSON] = []
    ) throws {
        try context.database.execute(
            """
            UPDATE deepva_jobs SET state = ?, slot = 0, completed = ?, errors_json = ?, summary_json = ? WHERE seq = ?
            """,
            .text(errors.isEmpty ? "completed" : "failed"), .int(context.now.microseconds),
            .text(JSON.array(errors.map(JSON.string)).description), .text(JSON.array(summary).description),
            .int(job.seq))
        try JobWebhooks.fire(errors.isEmpty ? .completed : .failed, job: job.seq, in: context)
        if let ttl = job.ttl {
            try context.tenant.schedule.add(
                "deepva.job.expire", subject: job.id, at: context.now.advanced(bySeconds: ttl), kind: .deadline)
        }
        try fillSlots(context.tenant, now: context.now)
    }

    /// The job's time to live is over.
    private static func expire(_ context: TransitionContext) throws -> TransitionContext.Result {
        guard let job = try JobInput(id: context.subject, in: context.database) else { return .done }
        try remove(seq: job.seq, id: job.id, from: context.tenant)
        return .done
    }

    // MARK: - Parts

    /// How long a job is worked on: a share for every picture, and one for every second of sound or video.
    private static func milliseconds(of job: JobInput, in tenant: Tenant) throws -> Int {
        var sum = tenant.timings["deepva.job.finish"]
        for uri in job.sources {
            guard let source = try JobMedia(uri, in: tenant) else { continue }
            let share =
                source.info.duration > 0
                ? source.info.duration * Double(tenant.timings["deepva.job.media_second"])
                : Double(tenant.timings["deepva.job.picture"])
            sum += Int(min(share, Double(Timings.maximum)))
        }
        return min(sum, Timings.maximum)
    }

    private static func storedOutcome(_ outcome: Outcome) -> JSON {
        [
            "state": .string(outcome.state.rawValue), "error": outcome.error.map(JSON.string) ?? .null,
            "result": outcome.result ?? .null,
        ]
    }
}

/// A job as its transitions read it.
struct JobInput {
    let seq: Int
    let id: String
    let tag: String
    let sources: [String]
    let modules: JSON
    let ttl: Int?
    let outcome: JSON?

    /// The job with this id; nil when it is gone.
    init?(id: String, in database: Database) throws {
        let found = try database.first(
            "SELECT seq, tag, sources_json, modules_text, ttl, outcome_json FROM deepva_jobs WHERE id = ?", .text(id)
        ) { row in
            (
                row.int(0), row.text(1), try JSON(parsing: row.text(2)), try ModulesText.modules(of: row.text(3)),
                row.optionalInt(4), try row.optionalText(5).map { try JSON(parsing: $0) }
            )
        }
        guard let found else { return nil }
        self.id = id
        seq = found.0
        tag = found.1
        sources = found.2.array?.compactMap(\.string) ?? []
        modules = found.3
        ttl = found.4
        outcome = found.5
    }
}
