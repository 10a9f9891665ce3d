// How exports move: waiting, processing, completed or failed. At the end there is an archive and a log.

import Crypto
import Emulator
import JSON
import Store
import System

/// The state machine of exports (specification, sections 1.4 and 9).
enum ExportTransitions {
    static let transitions: [String: Transition] = [
        "deepva.export.start": start,
        "deepva.export.finish": finish,
    ]

    static let queue = WorkQueue(
        name: "deepva.exports", start: "deepva.export.start",
        countBusy: "SELECT count(*) FROM deepva_exports WHERE slot = 1",
        findNext: "SELECT seq, id FROM deepva_exports WHERE state = 'waiting' AND slot = 0 ORDER BY seq LIMIT 1",
        occupy: "UPDATE deepva_exports SET slot = 1 WHERE seq = ?")

    /// The archive is there so much earlier than the export is complete.
    private static let archiveLead = 150

    private static func start(_ context: TransitionContext) throws -> TransitionContext.Result {
        let found = try context.database.first(
            "SELECT seq, dataset_id, strategy FROM deepva_exports WHERE id = ?", .text(context.subject)
        ) { (seq: $0.int(0), dataset: $0.text(1), strategy: $0.text(2)) }
        guard let found else { return .done }
        let outcome = try context.tenant.outcomes.take(for: subject(found.dataset, found.strategy, context))
        let wait = outcome?.afterMilliseconds ?? context.tenant.timings["deepva.export.finish"]
        let due = context.now.advanced(byMilliseconds: wait)
        // An export that will never end gives its worker back.
        let isStuck = outcome?.state == .stuck
        try context.database.execute(
            """
            UPDATE deepva_exports SET state = 'processing', started = ?, finish_due = ?, slot = ?, outcome_json = ?
            WHERE seq = ?
            """,
            .int(context.now.microseconds), .int(due.microseconds), .bool(!isStuck),
            .optional(outcome.flatMap(failure)), .int(found.seq))
        try Exports.publish("deepva.export.on_started", number: found.seq, in: context)
        if isStuck {
            try queue.fillSlots(context.tenant, now: context.now)
        } else {
            try context.tenant.schedule.add("deepva.export.finish", subject: context.subject, at: due)
        }
        return .done
    }

    private static func subject(_ dataset: String, _ strategy: String, _ context: TransitionContext) -> OutcomeSubject {
        OutcomeSubject(
            platform: DeepVA.id, operation: "createExport", id: context.subject, sources: [dataset], tag: strategy)
    }

    /// What is kept of an outcome: its error, if it is a failure.
    private static func failure(_ outcome: Outcome) -> String? {
        outcome.failure(or: "The export has failed.").map { JSON.object(["error": .string($0)]).description }
    }

    /// Reads what belongs into the archive, packs it on the thread pool, then ends the export.
    private static func finish(_ context: TransitionContext) throws -> TransitionContext.Result {
        let found = try context.database.first(
            "SELECT seq, dataset_id, strategy, created, outcome_json FROM deepva_exports WHERE id = ?",
            .text(context.subject)
        ) { row in
            (
                seq: row.int(0), dataset: row.text(1), strategy: row.text(2), created: row.int(3),
                outcome: try row.optionalText(4).map { try JSON(parsing: $0) }
            )
        }
        guard let found else { return .done }
        var outcome = found.outcome
        let endsNow = try context.obeyLateOutcome(
            of: subject(found.dataset, found.strategy, context), transition: "deepva.export.finish",
            postpone: { due in
                try context.database.execute(
                    "UPDATE deepva_exports SET finish_due = ? WHERE seq = ?", .int(due.microseconds), .int(found.seq))
            },
            release: {
                try context.database.execute("UPDATE deepva_exports SET slot = 0 WHERE seq = ?", .int(found.seq))
                try queue.fillSlots(context.tenant, now: context.now)
            },
            keep: { late in outcome = try failure(late).map { try JSON(parsing: $0) } })
        guard endsNow else { return .done }
        if let error = outcome?["error"]?.string {
            try end(found.seq, context, error: error)
            return .done
        }
        let contents: ExportContents
        do {
            contents = try ExportContents(of: found.dataset, strategy: found.strategy, export: context.subject, context)
        } catch let problem as ExportContents.Failure {
            try end(found.seq, context, error: problem.message)
            return .done
        }
        let pending = (archive: context.tenant.files.pendingFile(), log: context.tenant.files.pendingFile())
        return .later(
            { () -> (FileStore.StagedFile, FileStore.StagedFile) in
                let archive = ExportArchive(contents)
                let file = try pending.archive.temporaryFile()
                let size = try archive.write(to: file)
                return (
                    try pending.archive.stage(.file(file, count: size)), try pending.log.stage(.memory(archive.log))
                )
            },
            then: { archive, log in
                var generator = context.tenant.identifiers.next()
                try ExportArtifacts.add(
                    archive, named: "export_\(generator.alphanumeric(7)).zip", mediaType: "application/zip",
                    to: found.seq, at: context.now.advanced(byMilliseconds: -archiveLead), in: context)
                try ExportArtifacts.add(
                    log, named: logName(Instant(microseconds: found.created)), mediaType: "text/plain", to: found.seq,
                    at: context.now, in: context)
                try end(found.seq, context, error: nil)
            })
    }

    /// `log-MM-DD-YYYY-HH-MM-SS.txt`
    private static func logName(_ created: Instant) -> String {
        let date = created.civil
        let parts = [date.month, date.day, date.year, date.hour, date.minute, date.second]
        return "log-" + parts.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: "-") + ".txt"
    }

    private static func end(_ seq: Int, _ context: TransitionContext, error: String?) throws {
        try context.database.execute(
            "UPDATE deepva_exports SET state = ?, slot = 0, completed = ?, error = ? WHERE seq = ?",
            .text(error == nil ? "completed" : "failed"), .int(context.now.microseconds), .optional(error), .int(seq))
        let event = error == nil ? "deepva.export.on_completed" : "deepva.export.on_failed"
        try Exports.publish(event, number: seq, in: context)
        try queue.fillSlots(context.tenant, now: context.now)
    }
}
