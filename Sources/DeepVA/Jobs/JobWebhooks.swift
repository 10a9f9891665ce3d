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

    /// The events of the detailed results of one job, which come before the event that completes it. Each carries the
    /// whole job, so there is a most of them.
    struct ResultEvents {
        /// The bytes of all of them together, the results aside.
        static let mostJobBytes = 64 << 20

        private let hook: Hook
        private let events: [(name: String, result: Int)]
        private let form: Timecode.Form

        /// Nil if nobody wants any. The log says how many are too many.
        init?(of results: [DetailedResult], job seq: Int, in context: TransitionContext) throws {
            guard let hook = try Hook(job: seq, in: context) else { return nil }
            let names = hook.events.filter { $0.hasSuffix(detailedResult) }
            guard !names.isEmpty else { return nil }
            let all = results.indices.flatMap { index in
                names.filter { $0 == detailedResult || $0 == "job.\(results[index].module).\(detailedResult)" }
                    .map { (name: $0, result: index) }
            }
            self.hook = hook
            events = Array(all.prefix(min(Outbox.capacity, Self.mostJobBytes / max(1, hook.job.count))))
            form = context.tenant.settings.usesTrueTimecodes ? .smpte : .sample
            guard events.count < all.count, context.progress == 0 else { return }
            context.log.warning(
                "a job has more results than it sends events for",
                [
                    "tenant": context.tenant.name, "job": hook.id, "results": String(all.count),
                    "events": String(events.count),
                ])
        }

        var count: Int { events.count }

        /// Bytes of the job in each event.
        var jobBytes: Int { hook.job.count }

        /// Which result an event is about.
        func result(_ event: Int) -> Int { events[event].result }

        /// Sends one of them.
        func send(_ event: Int, _ result: DetailedResult, in context: TransitionContext) throws {
            try hook.send(events[event].name, detailedResult: result.text(timecodes: form), in: context)
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
