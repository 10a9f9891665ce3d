// The states of exports: waiting, processing, then completed with an archive and a log, or failed.

import Crypto
import Emulator
import JSON
import Store
import System

/// The lifecycle of exports (specification, sections 1.4 and 9).
enum ExportTransitions {
    static let lifecycle: RecordLifecycle<ExportInput> = RecordLifecycle(
        table: RecordTable("deepva_exports", started: "started", due: "finish_due", ended: "completed"),
        queue: "deepva.exports",
        begin: RecordPassage("deepva.export.start", to: "processing"),
        finish: "deepva.export.finish",
        completed: RecordEnd("completed"),
        failed: RecordEnd("failed", error: "error"),
        failure: "The export has failed.",
        onBegin: { export, context in
            try Exports.publish("deepva.export.on_started", number: export.key, in: context)
        },
        onEnd: { export, failure, context in
            let event = failure == nil ? "deepva.export.on_completed" : "deepva.export.on_failed"
            try Exports.publish(event, number: export.key, in: context)
        },
        work: work)

    /// The archive is created this many milliseconds before the export ends.
    private static let archiveLead = 150

    /// Reads the dataset and packs it on the thread pool.
    private static func work(_ export: ExportInput, _ context: TransitionContext) throws -> TransitionContext.Result {
        let contents = try ExportContents(
            of: export.datasetID, strategy: export.strategy, export: export.id, context)
        let pending = (archive: context.tenant.files.pendingFile(), log: context.tenant.files.pendingFile())
        return try ExportReading.read(contents, pending: pending.archive, in: context) { contents in
            .later(
                { () -> (FileStore.StagedFile, FileStore.StagedFile) in
                    let archive = ExportArchive(contents)
                    let file = try pending.archive.temporaryFile()
                    let size = try archive.write(to: file)
                    return (
                        try pending.archive.stage(.file(file, count: size)),
                        try pending.log.stage(.memory(archive.log))
                    )
                },
                then: { archive, log in try store(archive, log, of: export, context) })
        }
    }

    private static func store(
        _ archive: FileStore.StagedFile, _ log: FileStore.StagedFile, of export: ExportInput,
        _ context: TransitionContext
    ) throws {
        var generator = context.tenant.identifiers.next()
        try ExportArtifacts.artifacts.add(
            archive, named: "export_\(generator.alphanumeric(7)).zip", mediaType: "application/zip",
            to: export.key, at: context.now.advanced(byMilliseconds: -archiveLead), in: context)
        try ExportArtifacts.artifacts.add(
            log, named: logName(export.created), mediaType: "text/plain", to: export.key, at: context.now, in: context)
        try lifecycle.complete(export, context)
    }

    /// `log-MM-DD-YYYY-HH-MM-SS.txt`
    private static func logName(_ created: Instant) -> String {
        let date = created.civil
        let parts = [date.month, date.day, date.year, date.hour, date.minute, date.second]
        return "log-" + parts.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: "-") + ".txt"
    }
}
