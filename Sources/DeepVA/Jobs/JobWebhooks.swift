// The webhook of a job: its events, and what is sent when they occur.

import Emulator
import JSON
import Store

/// Job webhooks (specification, section 2).
enum JobWebhooks {
    /// Events of a job and of each of its modules.
    enum Event: String {
        case started = "on_started"
        case completed = "on_completed"
        case failed = "on_failed"
    }

    private static let detailedResult = "on_detailed_result"

    // MARK: - Creation

    /// Refuses a webhook that cannot be called.
    static func check(_ webhook: JSON?) throws {
        guard let webhook = webhook?.object else { return }
        guard WebhookURL(webhook["callback"]?.string ?? "") != nil else {
            throw Problem.badReceiver("webhook.callback")
        }
    }

    // MARK: - Events

    /// Sends an event of a job to its webhook. Modules have the state of their job, so the events of all its modules occur
    /// at the same time.
    static func fire(_ event: Event, job seq: Int, in context: TransitionContext) throws {
        guard let hook = try Hook(job: seq, in: context) else { return }
        for name in hook.events where hook.concerns(name, event: event.rawValue) {
            try hook.send(name, detailedResult: nil, in: context)
        }
    }

    /// Sends an event for each detailed result, before the event that completes the job.
    static func fire(_ results: [DetailedResult], job seq: Int, in context: TransitionContext) throws {
        guard let hook = try Hook(job: seq, in: context) else { return }
        let names = hook.events.filter { $0.hasSuffix(detailedResult) }
        guard !names.isEmpty else { return }
        let form: Timecode.Form = context.tenant.settings.usesTrueTimecodes ? .smpte : .sample
        for result in results {
            let wanting = names.filter { $0 == detailedResult || $0 == "job.\(result.module).\(detailedResult)" }
            guard !wanting.isEmpty else { continue }
            let text = result.text(timecodes: form)
            for name in wanting { try hook.send(name, detailedResult: text, in: context) }
        }
    }

    /// The webhook of a job, and the job at this instant.
    private struct Hook {
        let id: String
        let url: WebhookURL
        /// In the order of the request, without duplicates.
        let events: [String]
        let modules: [String]
        let job: [UInt8]

        /// Nil if the job has no webhook.
        init?(job seq: Int, in context: TransitionContext) throws {
            let found = try context.database.first(
                """
                SELECT \(JobRecord.columns), webhook_base FROM deepva_jobs
                WHERE seq = ? AND webhook_json IS NOT NULL
                """, .int(seq)
            ) { row in
                var writer = JSONWriter(reserving: 1024)
                JobRecord.write(
                    row, base: row.text(JobRecord.Column.count), now: context.now, as: .milliseconds, into: &writer)
                return (
                    row.text(JobRecord.Column.id), try JSON(parsing: row.text(JobRecord.Column.webhook)),
                    try ModulesText.modules(of: row.text(JobRecord.Column.modules)), writer.bytes
                )
            }
            guard let (id, webhook, modules, job) = found, let url = WebhookURL(webhook["callback"]?.string ?? "")
            else {
                return nil
            }
            self.id = id
            self.url = url
            self.job = job
            self.modules = modules.object?.keys ?? []
            var seen: Set<String> = []
            events = (webhook["events"]?.array ?? []).compactMap(\.string).filter { seen.insert($0).inserted }
        }

        func concerns(_ name: String, event: String) -> Bool {
            name == event || modules.contains { name == "job.\($0).\(event)" }
        }

        func send(_ name: String, detailedResult: [UInt8]?, in context: TransitionContext) throws {
            var writer = JSONWriter(reserving: job.count + 256)
            writer.event(name, at: context.now) { writer in
                writer.key("job")
                writer.raw(job)
                if let detailedResult {
                    writer.key("detailed_result")
                    writer.raw(detailedResult)
                }
            }
            try context.tenant.outbox.add(
                NewDelivery(
                    platform: DeepVA.id, event: name, subject: id, url: url, body: writer.bytes,
                    secret: context.tenant.settings.webhooks.secret), at: context.now)
        }
    }
}
