// Batch analyses: create, list, read, rename, delete, download.

import Emulator
import JSON
import Store

/// Batch analyses (specification, "Analyses"). How they move is in ``AnalysisTransitions``.
enum Analyses {
    static let handlers: [String: Handler] = [
        "listAnalyses": list,
        "listModelAnalyses": listOfModel,
        "listProjectAnalyses": listOfProject,
        "listProjectAnalysesInWorkspace": listOfProjectInWorkspace,
        "createAnalysis": AnalysisCreation.create,
        "uploadAnalysisFile": upload,
        "getAnalysis": get,
        "updateAnalysis": update,
        "deleteAnalysis": delete,
        "listAnalysisDocuments": listDocuments,
        "listAnalysisDocumentsInWorkspace": listDocuments,
        "downloadAnalysisDocuments": download,
    ]

    static let scopes: [String: @Sendable (Call) throws -> Void] = [
        "analysis": { call in
            let workspace = try call.database.scalarInt(
                """
                SELECT a.workspace FROM studio_analyses a JOIN studio_workspaces w ON w.id = a.workspace
                WHERE a.id = ? AND w.is_active = 1
                """, .int(call.integer("analysis_id")))
            guard let workspace, Access.prefix(call).map({ $0 == workspace }) ?? true else {
                throw Problem.unknownAnalysis
            }
        }
    ]

    /// The check behind the roles `analysis-viewer` and `analysis-manager` of the contract: members of the workspace
    /// look at an analysis, whoever started it and the workspace's administrators change it.
    static func authorise(isManager: Bool, _ account: Account, _ call: Call) throws {
        let row = try call.database.first(
            "SELECT workspace, created_by FROM studio_analyses WHERE id = ?", .int(call.integer("analysis_id"))
        ) { (workspace: $0.int(0), creator: $0.optionalInt(1)) }
        guard let row else { throw Problem.unknownAnalysis }
        guard let role = try Access.role(account, workspace: row.workspace, call.database) else {
            throw Problem.notAMember
        }
        guard isManager else { return }
        guard role >= .admin || row.creator == account.id else {
            throw Problem.roleTooLow(WorkspaceRole.admin.rawValue)
        }
        try Authorisation.requireWritable(row.workspace, call.database)
    }

    // MARK: - Lists

    /// The most documents that one list of analyses shows, in all and for one analysis.
    private static let mostDocuments = 1000
    private static let mostDocumentsEach = 100

    private static func list(_ call: Call) throws -> Reply {
        let account = try Access.account(call)
        var condition: SQL
        var values: [SQLValue] = []
        if let workspace = Access.prefix(call) {
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

    private static func listOfModel(_ call: Call) throws -> Reply {
        let account = try Access.account(call)
        let model = SQLValue.int(call.integer("model_id"))
        guard !account.isSuperuser else { return try reply(call, where: "a.model = ?", [model], isEnvelope: true) }
        return try reply(
            call, where: "a.model = ? AND a.workspace IN (SELECT workspace FROM studio_members WHERE user = ?)",
            [model, .int(account.id)], isEnvelope: true)
    }

    private static func listOfProject(_ call: Call) throws -> Reply {
        try reply(call, where: "a.project = ?", [.int(call.integer("project_id"))], isEnvelope: false)
    }

    private static func listOfProjectInWorkspace(_ call: Call) throws -> Reply {
        try reply(call, where: "a.project = ?", [.int(call.integer("project_id"))], isEnvelope: true)
    }

    /// A page of analyses, newest first: a bare array or an envelope. Documents come with `details`, the first hundred
    /// of each analysis.
    private static func reply(
        _ call: Call, where condition: SQL, _ values: [SQLValue], isEnvelope: Bool
    ) throws -> Reply {
        let page = call.page
        let rows = try call.database.all(
            "\(AnalysisRecord.select) WHERE \(condition) ORDER BY a.id DESC LIMIT ? OFFSET ?",
            values + [.int(page.limit + 1), .int(page.offset)]
        ) { AnalysisRecord.Row($0) }
        let details = DocumentFields(call)
        let hasDocuments = details.hasSegments || details.hasMeta
        var record = AnalysisRecord(call)
        var writer = JSONWriter(reserving: 4096)
        if isEnvelope {
            writer.beginObject()
            writer.key("analyses")
        }
        writer.beginArray()
        var rest = rows.prefix(page.limit)
        var documentCount = 0
        return .slices {
            for _ in 0..<(hasDocuments ? 1 : 100) {
                guard let row = rest.popFirst() else { break }
                guard hasDocuments, documentCount < mostDocuments else {
                    try record.write(row, into: &writer)
                    continue
                }
                let source = try DocumentList.analysis(row.id, call.database)
                let documents = try source.documents(
                    in: 0..<source.end, where: .none, limit: mostDocumentsEach, call.database)
                documentCount += documents.count
                let documentWriter = DocumentWriter(
                    database: call.database, details: details, tags: .analysis(row.id))
                try record.write(row, into: &writer) { writer in
                    writer.beginArray()
                    for document in documents { try documentWriter.write(document, into: &writer) }
                    writer.endArray()
                }
            }
            guard rest.isEmpty else { return .again }
            writer.endArray()
            if isEnvelope { Envelope.end(page, count: rows.count, into: &writer) }
            return .done(.json { $0.raw(writer.bytes) })
        }
    }

    // MARK: - One analysis

    private static func get(_ call: Call) throws -> Reply {
        try reply(call.integer("analysis_id"), call, status: 200)
    }

    static func reply(_ id: Int, _ call: Call, status: Int) throws -> Reply {
        let row = try call.database.first("\(AnalysisRecord.select) WHERE a.id = ?", .int(id)) {
            AnalysisRecord.Row($0)
        }
        guard let row else { throw Problem.unknownAnalysis }
        var record = AnalysisRecord(call)
        return try .json(status: status) { try record.write(row, into: &$0) }
    }

    private static func update(_ call: Call) throws -> Reply {
        let id = call.integer("analysis_id")
        if let name = call.body["name"]?.string {
            try call.database.execute("UPDATE studio_analyses SET name = ? WHERE id = ?", .text(name), .int(id))
        }
        return try reply(id, call, status: 200)
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
        var condition = DocumentList.Condition.none
        condition.addSearch(call.parameters["search"]?.string)
        condition.addTags(call.parameters["classes"], call.parameters["labels"], "analysis = ?", .int(id))
        let documents = DocumentWriter(database: call.database, details: DocumentFields(call), tags: .analysis(id))
        return try DocumentPage.reply(call, try .analysis(id, call.database), where: condition) { page in
            try page.envelope(call, documents)
        }
    }

    private static func download(_ call: Call) throws -> Reply {
        let id = call.integer("analysis_id")
        let row = try call.database.first("SELECT name, status FROM studio_analyses WHERE id = ?", .int(id)) {
            (name: $0.text(0), status: $0.text(1))
        }
        guard let row, row.status == "FINISHED" else {
            throw Problem.conflict("The analysis is not finished: its state is \(row?.status ?? "unknown").")
        }
        return DocumentDownload.reply(call, name: row.name, [(try .analysis(id, call.database), .analysis(id))])
    }
}

extension Problem {
    /// 404: no such analysis in this place.
    static let unknownAnalysis = Problem.notFound("The analysis")
}
