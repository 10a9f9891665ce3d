// Batch analyses: single ones, their documents, downloads and deletion.

import Emulator
import JSON
import Store

/// Batch analyses (specification, "Analyses"). ``AnalysisCreation`` starts them, ``AnalysisTransitions`` moves them.
enum Analyses {
    static let handlers: [String: Handler] = [
        "createAnalysis": AnalysisCreation.create,
        "uploadAnalysisFile": upload,
        "getAnalysis": get,
        "updateAnalysis": update,
        "deleteAnalysis": delete,
        "listAnalysisDocuments": listDocuments,
        "listAnalysisDocumentsInWorkspace": listDocuments,
        "downloadAnalysisDocuments": download,
    ]

    private static func get(_ call: Call) throws -> Reply {
        try AnalysisAnswer.reply(call.integer("analysis_id"), call, status: 200)
    }

    private static func update(_ call: Call) throws -> Reply {
        let id = call.integer("analysis_id")
        if let name = call.body["name"]?.string {
            try call.database.execute("UPDATE studio_analyses SET name = ? WHERE id = ?", .text(name), .int(id))
        }
        return try AnalysisAnswer.reply(id, call, status: 200)
    }

    private static func delete(_ call: Call) throws -> Reply {
        let id = call.integer("analysis_id")
        try AnalysisTransitions.cancel(id, in: call.tenant)
        return Removal.reply(.analysis, id, call)
    }

    private static func upload(_ call: Call) throws -> Reply {
        try UploadedFiles.upload(call, for: .analysis, project: nil, formats: TableFormat.ofRecords) {
            UploadedFiles.preview($0, $1)
        }
    }

    // MARK: - Documents

    private static func listDocuments(_ call: Call) throws -> Reply {
        let id = call.integer("analysis_id")
        var condition = DocumentCondition.none
        condition.addSearch(call.parameters["search"]?.string)
        condition.addTags(call.parameters["classes"], call.parameters["labels"], "analysis = ?", .int(id))
        let documents = DocumentWriter(database: call.database, details: DocumentFields(call), tags: .analysis(id))
        return try DocumentPage.envelope(call, try .analysis(id, call.database), where: condition, documents)
    }

    private static func download(_ call: Call) throws -> Reply {
        let id = call.integer("analysis_id")
        guard let record = try AnalysisRecord.find(id, call.database) else { throw Problem.unknownAnalysis }
        guard record.status == "FINISHED" else {
            throw Problem.conflict("The analysis is not finished. Its status is \(record.status).")
        }
        return DocumentDownload.reply(call, name: record.name, [(try .analysis(id, call.database), .analysis(id))])
    }
}
