// What the thread pool makes for a job: its results, and its files where they will be kept.

import Emulator
import JSON
import System

/// The finished work of a job, before anything of it has a row.
struct JobWork: Sendable {
    let output: JobOutput
    /// The summaries of the sources as JSON text.
    let summary: String
    /// The files of ``JobOutput/artifacts`` and ``JobOutput/portraits``, in their order.
    let artifacts: [FileStore.StagedFile]
    let portraits: [FileStore.StagedFile]

    /// Does the work. Takes time, so it belongs on the thread pool.
    ///
    /// - Parameters:
    ///   - given: parts that a test author has set.
    ///   - pending: where the files go.
    ///   - budget: charged for results, pictures and files.
    init(
        _ request: ResultRequest, given: JSON?, pending: FileStore.PendingFiles, budget: WorkBudget
    ) throws {
        output = try JobOutput(request: request, given: given, budget: budget)
        summary = JSON.array(output.summary).description
        var number = 0
        func stage(_ bytes: [UInt8]) throws -> FileStore.StagedFile {
            try budget.read(bytes.count)
            number += 1
            return try pending.file(number).stage(.memory(bytes))
        }
        artifacts = try output.artifacts.map { try stage($0.bytes) }
        portraits = try output.portraits.map { try stage($0.picture) }
    }
}
