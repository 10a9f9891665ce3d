// Starting batch analyses: which model analyses which documents.

import Emulator
import JSON
import Store
import System

/// Creates batch analyses.
enum AnalysisCreation {
    static func create(_ call: Call) throws -> Reply {
        let body = call.body
        let account = try Account.calling(call)
        guard (body["documents"] == nil) != (body["file_id"] == nil) else {
            throw Problem.badRequest("Exactly one of documents and file_id is required.", field: "documents")
        }
        let model = try model(call, account)
        let draft = try AnalysisDraft(model, account, call)
        let splits = body["split"]?.bool ?? false
        if let id = body["file_id"]?.string {
            let file = try UploadedFiles.findForAnalysis(id, account, call)
            let hasHeader = body["header_first"]?.bool ?? true
            let column = try file.column(
                name: body["column_name"]?.string, index: body["column"]?.int, hasHeader: hasHeader)
            let plan = ImportPlan.records(of: file, textColumn: column, hasHeader: hasHeader, splits: splits)
            return try insert(draft, name: file.filename, content: file.content, ownsContent: false, plan, call)
        }
        let documents = body["documents"]?.array ?? []
        let pending = call.tenant.files.pendingFile()
        return .later({ try pending.stage(.memory(Imports.lines(of: documents, split: splits).bytes)) }) { prepared in
            try insert(
                draft, name: "Documents", content: call.tenant.files.keep(prepared), ownsContent: true,
                .documents(splits: splits), call)
        }
    }

    /// The model that the body names, else the newest one that is ready and that the caller may use.
    private static func model(_ call: Call, _ account: Account) throws -> ModelReader {
        if let id = call.body["model_id"]?.int {
            return try Problem.inBody("model_id") {
                try ModelScope.requireVisible(id, call)
                try ModelAccess.require(.use, account, model: id, call.database)
                return try ModelReader(id, call.tenant)
            }
        }
        let (condition, values) = ModelAccess.visible(account, workspace: WorkspaceAccess.prefix(call))
        let candidates = try call.database.all(
            """
            SELECT m.id FROM studio_models m WHERE m.status IN (\(Models.usable)) AND (\(condition))
            ORDER BY m.is_shipped, m.id DESC LIMIT 100
            """, values
        ) { $0.int(0) }
        for id in candidates {
            guard (try? ModelAccess.require(.use, account, model: id, call.database)) != nil else { continue }
            return try ModelReader(id, call.tenant)
        }
        throw Problem.badRequest(
            "model_id: There is no model that you can use. Train or upload one first.", field: "model_id")
    }

    /// Creates the analysis with a group for its documents, and starts to import them.
    private static func insert(
        _ draft: AnalysisDraft, name: String, content: String, ownsContent: Bool, _ plan: ImportPlan, _ call: Call
    ) throws -> Reply {
        let given = call.body["name"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? name
        let group = try GroupDraft(name: name, project: draft.project, source: "ANALYSIS", status: "PROCESSING")
            .insert(draft.user, at: call.now, call.database)
        let id = try draft.insert(name: given, group: group, call)
        try Imports.start(
            ImportOrder(
                project: draft.project, group: group, user: draft.user, content: content, ownsContent: ownsContent,
                plan: plan, done: AnalysisTransitions.filling, subject: AnalysisTransitions.subject(id)),
            at: call.now, in: call.tenant)
        return try Analyses.reply(id, call, status: 201)
    }
}
