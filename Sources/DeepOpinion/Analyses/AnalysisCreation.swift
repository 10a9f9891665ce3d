// The start of batch analyses: which model, which documents.

import Emulator
import JSON
import Store

/// Creates batch analyses.
enum AnalysisCreation {
    static func create(_ call: Call) throws -> Reply {
        let body = call.body
        let account = try Access.account(call)
        guard (body["documents"] == nil) != (body["file_id"] == nil) else {
            throw Problem.badRequest("Give exactly one of documents and file_id.", field: "documents")
        }
        let model = try model(call, account)
        let draft = try Draft(model, account, call)
        let splits = body["split"]?.bool ?? false
        if let id = body["file_id"]?.string {
            let file = try Problem.inBody("file_id") {
                try UploadedFiles.find(id, for: .analysis, project: nil, call.database)
            }
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

    /// Where an analysis belongs.
    private struct Draft {
        let model: ModelReader
        let user: Int
        let workspace: Int
        /// The project that gets the documents: the model's, if it lies in the same workspace.
        let project: Int?

        init(_ model: ModelReader, _ account: Account, _ call: Call) throws {
            self.model = model
            user = account.id
            let isMember = try Access.role(account, workspace: model.workspace, call.database) != nil
            if Access.prefix(call) == nil, model.project != nil, isMember {
                workspace = model.workspace
            } else {
                workspace = try Access.workspace(call)
            }
            project = workspace == model.workspace ? model.project : nil
            try Authorisation.workspace(.user, account, in: workspace, call)
        }
    }

    /// The model that the body names, else the newest usable one that the caller may use.
    private static func model(_ call: Call, _ account: Account) throws -> ModelReader {
        if let id = call.body["model_id"]?.int {
            return try Problem.inBody("model_id") {
                try requireKnown(id, call)
                try ModelAccess.require(.use, account, model: id, call.database)
                return try ModelReader(id, call.tenant)
            }
        }
        let (condition, values) = ModelAccess.visible(account, workspace: Access.prefix(call))
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
            "model_id: there is no model that can be used; train or upload one.", field: "model_id")
    }

    /// 404 unless the model exists, and lies in the workspace of the prefix or is there for everybody.
    static func requireKnown(_ id: Int, _ call: Call) throws {
        let row = try call.database.first(
            "SELECT workspace, is_public FROM studio_models WHERE id = ?", .int(id)
        ) { (workspace: $0.int(0), isPublic: $0.bool(1)) }
        guard let row else { throw Problem.unknownModel }
        if let prefix = Access.prefix(call), prefix != row.workspace, !row.isPublic { throw Problem.unknownModel }
    }

    /// Makes the analysis and its implicit group, and starts to take the documents in.
    private static func insert(
        _ draft: Draft, name: String, content: String, ownsContent: Bool, _ plan: ImportPlan, _ call: Call
    ) throws -> Reply {
        let given = call.body["name"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? name
        let group = try Groups.insert(
            Groups.Draft(name: name, project: draft.project, source: "ANALYSIS", status: "PROCESSING"), draft.user,
            at: call.now, call.database)
        try call.database.execute(
            """
            INSERT INTO studio_analyses(uuid, workspace, project, model, group_id, name, status, type, created,
                created_by)
            VALUES (?, ?, ?, ?, ?, ?, 'CREATED', ?, ?, ?)
            """,
            .text(call.tenant.identifiers.uuid()), .int(draft.workspace), .optional(draft.project),
            .int(draft.model.id), .int(group), .text(given), .text(draft.model.type.rawValue),
            .int(call.now.microseconds), .int(draft.user))
        let id = call.database.lastInsertedRow
        try Imports.start(
            Imports.Order(
                project: draft.project, group: group, user: draft.user, content: content, ownsContent: ownsContent,
                plan: plan, done: "deepopinion.analysis.fill", subject: AnalysisTransitions.subject(id)),
            at: call.now, in: call.tenant)
        return try Analyses.reply(id, call, status: 201)
    }
}
