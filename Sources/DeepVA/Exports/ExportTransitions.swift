// How exports move: waiting, processing, completed or failed. At the end there is an archive and a log.

import Emulator
import JSON
import Store
import System

/// The state machine of exports (specification, sections 1.4 and 9).
enum ExportLife {
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

    private static func start(_ step: Step) throws -> Step.Result {
        let found = try step.database.first(
            "SELECT seq, dataset_id, strategy FROM deepva_exports WHERE id = ?", .text(step.subject)
        ) { (seq: $0.int(0), dataset: $0.text(1), strategy: $0.text(2)) }
        guard let found else { return .done }
        let outcome = try step.tenant.outcomes.take(for: subject(found.dataset, found.strategy, step))
        let wait = outcome?.afterMilliseconds ?? step.tenant.timings["deepva.export.finish"]
        let due = step.now.advanced(byMilliseconds: wait)
        // An export that will never end gives its worker back.
        let isStuck = outcome?.state == .stuck
        try step.database.execute(
            """
            UPDATE deepva_exports SET state = 'processing', started = ?, finish_due = ?, slot = ?, outcome_json = ?
            WHERE seq = ?
            """,
            .int(step.now.microseconds), .int(due.microseconds), .bool(!isStuck),
            .optional(outcome.flatMap(failure)), .int(found.seq))
        try Exports.publish("deepva.export.on_started", number: found.seq, in: step)
        if isStuck {
            try queue.fillSlots(step.tenant, now: step.now)
        } else {
            try step.tenant.schedule.add("deepva.export.finish", subject: step.subject, at: due)
        }
        return .done
    }

    private static func subject(_ dataset: String, _ strategy: String, _ step: Step) -> OutcomeSubject {
        OutcomeSubject(
            platform: DeepVA.id, operation: "createExport", id: step.subject, sources: [dataset], tag: strategy)
    }

    /// What is kept of an outcome: its error, if it is a failure.
    private static func failure(_ outcome: Outcome) -> String? {
        outcome.failure(or: "The export has failed.").map { JSON.object(["error": .string($0)]).description }
    }

    /// Reads what belongs into the archive, packs it on the thread pool, then ends the export.
    private static func finish(_ step: Step) throws -> Step.Result {
        let found = try step.database.first(
            "SELECT seq, dataset_id, strategy, created, outcome_json FROM deepva_exports WHERE id = ?",
            .text(step.subject)
        ) { row in
            (
                seq: row.int(0), dataset: row.text(1), strategy: row.text(2), created: row.int(3),
                outcome: try row.optionalText(4).map { try JSON(parsing: $0) }
            )
        }
        guard let found else { return .done }
        var outcome = found.outcome
        let endsNow = try step.obeyLateOutcome(
            of: subject(found.dataset, found.strategy, step), transition: "deepva.export.finish",
            postpone: { due in
                try step.database.execute(
                    "UPDATE deepva_exports SET finish_due = ? WHERE seq = ?", .int(due.microseconds), .int(found.seq))
            },
            release: {
                try step.database.execute("UPDATE deepva_exports SET slot = 0 WHERE seq = ?", .int(found.seq))
                try queue.fillSlots(step.tenant, now: step.now)
            },
            keep: { late in outcome = try failure(late).map { try JSON(parsing: $0) } })
        guard endsNow else { return .done }
        if let error = outcome?["error"]?.string {
            try end(found.seq, step, error: error)
            return .done
        }
        let contents: ExportContents
        do {
            contents = try ExportContents(of: found.dataset, strategy: found.strategy, export: step.subject, step)
        } catch let problem as ExportContents.Failure {
            try end(found.seq, step, error: problem.message)
            return .done
        }
        let tickets = (archive: step.tenant.contents.ticket(), log: step.tenant.contents.ticket())
        return .later(
            { () -> (Contents.Prepared, Contents.Prepared) in
                let archive = ExportArchive(contents)
                let file = try tickets.archive.temporaryFile()
                let size = try archive.write(to: file)
                return (
                    try tickets.archive.prepare(.file(file, count: size)), try tickets.log.prepare(.memory(archive.log))
                )
            },
            then: { archive, log in
                var generator = step.tenant.identifiers.next()
                try ExportArtifacts.add(
                    archive, named: "export_\(generator.alphanumeric(7)).zip", mediaType: "application/zip",
                    to: found.seq, at: step.now.advanced(byMilliseconds: -archiveLead), in: step)
                try ExportArtifacts.add(
                    log, named: logName(Instant(microseconds: found.created)), mediaType: "text/plain", to: found.seq,
                    at: step.now, in: step)
                try end(found.seq, step, error: nil)
            })
    }

    /// `log-MM-DD-YYYY-HH-MM-SS.txt`
    private static func logName(_ created: Instant) -> String {
        let date = created.civil
        let parts = [date.month, date.day, date.year, date.hour, date.minute, date.second]
        return "log-" + parts.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: "-") + ".txt"
    }

    private static func end(_ seq: Int, _ step: Step, error: String?) throws {
        try step.database.execute(
            "UPDATE deepva_exports SET state = ?, slot = 0, completed = ?, error = ? WHERE seq = ?",
            .text(error == nil ? "completed" : "failed"), .int(step.now.microseconds), .optional(error), .int(seq))
        let event = error == nil ? "deepva.export.on_completed" : "deepva.export.on_failed"
        try Exports.publish(event, number: seq, in: step)
        try queue.fillSlots(step.tenant, now: step.now)
    }
}
