// Lists of analyses: of an account, a workspace, a model or a project.

import Emulator
import JSON
import Store

/// Operations that list analyses.
enum AnalysisLists {
    static let handlers: [String: Handler] = [
        "listAnalyses": list,
        "listModelAnalyses": ofModel,
        "listProjectAnalyses": ofProject,
        "listProjectAnalysesInWorkspace": ofProjectInWorkspace,
    ]

    /// The most documents that a list of analyses shows, in total and for each analysis.
    private static let mostDocuments = 1000
    private static let mostDocumentsEach = 100

    private static func list(_ call: Call) throws -> Reply {
        let account = try Account.calling(call)
        var condition: SQL
        var values: [SQLValue] = []
        if let workspace = WorkspaceAccess.prefix(call) {
            condition = "a.workspace = ?"
            values = [.int(workspace)]
        } else if account.isSuperuser {
            condition = "1"
        } else {
            condition = "a.created_by = ?"
            values = [.int(account.id)]
        }
        if let model = call.parameters["model"]?.int {
            condition = condition + " AND a.model = ?"
            values.append(.int(model))
        }
        return try reply(call, where: condition, values, isEnvelope: false)
    }

    private static func ofModel(_ call: Call) throws -> Reply {
        let account = try Account.calling(call)
        let model = SQLValue.int(call.integer("model_id"))
        guard !account.isSuperuser else { return try reply(call, where: "a.model = ?", [model], isEnvelope: true) }
        return try reply(
            call, where: "a.model = ? AND a.workspace IN (SELECT workspace FROM studio_members WHERE user = ?)",
            [model, .int(account.id)], isEnvelope: true)
    }

    private static func ofProject(_ call: Call) throws -> Reply {
        try reply(call, where: "a.project = ?", [.int(call.integer("project_id"))], isEnvelope: false)
    }

    private static func ofProjectInWorkspace(_ call: Call) throws -> Reply {
        try reply(call, where: "a.project = ?", [.int(call.integer("project_id"))], isEnvelope: true)
    }

    /// Answers with a page of analyses, newest first: a bare array or an envelope. With `details`, it includes the first
    /// hundred documents of each analysis.
    private static func reply(
        _ call: Call, where condition: SQL, _ values: [SQLValue], isEnvelope: Bool
    ) throws -> Reply {
        let page = call.page
        let records = try call.database.all(
            "\(AnalysisRecord.select) WHERE \(condition) ORDER BY a.id DESC LIMIT ? OFFSET ?",
            values + [.int(page.limit + 1), .int(page.offset)]
        ) { AnalysisRecord($0) }
        let details = DocumentFields(call)
        let hasDocuments = details.hasSegments || details.hasMeta
        var analysisWriter = AnalysisWriter(call)
        var writer = JSONWriter(reserving: 4096)
        if isEnvelope {
            writer.beginObject()
            writer.key("analyses")
        }
        writer.beginArray()
        var rest = records.prefix(page.limit)
        var documentCount = 0
        return .slices {
            for _ in 0..<(hasDocuments ? 1 : 100) {
                guard let record = rest.popFirst() else { break }
                guard hasDocuments, documentCount < mostDocuments else {
                    try analysisWriter.write(record, into: &writer)
                    continue
                }
                let source = try DocumentList.analysis(record.id, call.database)
                let documents = try source.documents(
                    in: 0..<source.end, where: .none, limit: mostDocumentsEach, call.database)
                documentCount += documents.count
                let documentWriter = DocumentWriter(
                    database: call.database, details: details, tags: .analysis(record.id))
                try analysisWriter.write(record, into: &writer) { writer in
                    writer.beginArray()
                    for document in documents { try documentWriter.write(document, into: &writer) }
                    writer.endArray()
                }
            }
            guard rest.isEmpty else { return .again }
            writer.endArray()
            if isEnvelope { Envelope.end(page, count: records.count, into: &writer) }
            return .done(.json { $0.raw(writer.bytes) })
        }
    }
}
