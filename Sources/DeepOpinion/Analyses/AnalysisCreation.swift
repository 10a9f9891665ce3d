// Starting batch analyses: which model analyses which documents.

import Emulator
import JSON
import Store

/// Creates batch analyses.
enum AnalysisCreation {
    /// Starts an analysis of the documents of all sources that the body names: inline documents, then an uploaded file.
    static func create(_ call: Call) throws -> Reply {
        let body = call.body
        let account = try Account.calling(call)
        guard body["documents"] != nil || body["file_id"] != nil else {
            throw Problem.badRequest("documents: is required, unless there is a file_id.", field: "documents")
        }
        let model = try model(call, account)
        let draft = try AnalysisDraft(model, account, call)
        let file = try body["file_id"]?.string.map { try UploadedFiles.findForAnalysis($0, account, call) }
        var sources = ImportSources(documents: body["documents"]?.array ?? [], file: file)
        let first = try fewDocuments(of: sources, call)
        if !first.isEmpty { sources.documents = [] }
        return try sources.stage(
            call, for: .analysis, project: draft.project, splits: body["split"]?.bool ?? false, vocabulary: nil,
            planner: ImportPlan.planner(body)
        ) { staged in
            try insert(draft, name: sources.title ?? "Documents", first, staged, call)
        }
    }

    /// Inline documents that are in the analysis from the start, since they are few and small; else none.
    private static func fewDocuments(of sources: ImportSources, _ call: Call) throws -> [DocumentInput] {
        let bytes = sources.documents.reduce(0) { $0 + ($1["text"]?.string?.utf8.count ?? 0) }
        guard sources.documents.count <= 100, bytes <= 64 << 10 else { return [] }
        let splits = call.body["split"]?.bool ?? false
        let isStrict = call.tenant.settings.requiresTrueSegments
        return try sources.documents.map { try DocumentInput($0, split: splits, isStrict: isStrict) }
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
        _ draft: AnalysisDraft, name: String, _ first: [DocumentInput], _ staged: StagedSources, _ call: Call
    ) throws -> Reply {
        let given = call.body["name"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? name
        let group = try GroupDraft(name: name, project: draft.project, source: "ANALYSIS", status: "PROCESSING")
            .insert(draft.user, at: call.now, call.database)
        let id = try draft.insert(name: given, group: group, call)
        let place = DocumentPlacement(
            project: draft.project,
            vocabulary: try draft.project.map { try Vocabulary(project: $0, call.database) } ?? .none, now: call.now)
        for document in first {
            try DocumentRows.add(
                DocumentRows.insert(document, at: place, call.database), toGroup: group, call.database)
        }
        try AnalysisTransitions.take(0..<first.count, of: group, into: id, call.database)
        try Imports.start(
            ImportOrder(
                project: draft.project, group: group, user: draft.user, parts: staged.parts,
                expected: first.count + staged.count,
                done: AnalysisTransitions.filling, subject: AnalysisTransitions.subject(id)),
            at: call.now, in: call.tenant)
        return try AnalysisAnswer.reply(id, call, status: 201)
    }
}
