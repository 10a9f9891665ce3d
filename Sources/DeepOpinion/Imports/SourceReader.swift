// Reading the sources of an import on the thread pool.

import Emulator
import JSON
import System

/// Reads and stages sources.
struct SourceReader: Sendable {
    let documents: [JSON]
    let numbers: [Int]
    let table: (file: UploadedFile, payload: Payload)?
    let external: (name: String, records: [JSON])?
    let splits: Bool
    let vocabulary: Vocabulary?
    let isStrict: Bool
    let planner: ImportSources.Planner
    /// Where the lines of inline documents and of the external source go.
    let pending: (inline: FileStore.PendingFile, external: FileStore.PendingFile)

    /// What has been read.
    struct Result: Sendable {
        var inline: FileStore.StagedFile?
        var filePlan: ImportPlan?
        var external: (TableFile, FileStore.StagedFile, ImportPlan)?
        var names = LabeledNames()
        var tableNames = LabeledNames()
        var count = 0
    }

    func read(_ budget: WorkBudget) throws -> Result {
        var result = Result()
        if !documents.isEmpty || !numbers.isEmpty {
            let spool = TableSpool(maximum: TableFile.maximumBytes) { try pending.inline.temporaryFile() }
            let inline = try InlineDocuments(
                documents, numbers: numbers, vocabulary, isStrict: isStrict, spool: spool, budget: budget)
            result.inline = try pending.inline.stage(inline.lines)
            result.names = inline.names
            result.count = inline.count
        }
        if let table {
            let plan = try planner(table.file, false)
            try result.add(TableScan(of: table.payload, plan, budget))
            result.filePlan = plan
        }
        if let external {
            let lines = try TableFile(objects: external.records, budget: budget)
            let plan = try planner(UploadedFile(lines, filename: external.name), table != nil)
            try result.add(TableScan(of: lines.lines, plan, budget))
            result.external = (lines, try pending.external.stage(lines.lines), plan)
        }
        return result
    }
}

extension SourceReader.Result {
    fileprivate mutating func add(_ scan: TableScan) throws {
        count += scan.count
        for name in scan.names.classes {
            try tableNames.add(TagInput(className: name, labelName: nil), of: scan.names.examples[name] ?? "")
        }
        for name in scan.names.labels { try tableNames.add(TagInput(className: nil, labelName: name)) }
    }
}
