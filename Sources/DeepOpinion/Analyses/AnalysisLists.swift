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

    /// Answers with a page of analyses, newest first: a bare array or an envelope.
    private static func reply(
        _ call: Call, where condition: SQL, _ values: [SQLValue], isEnvelope: Bool
    ) throws -> Reply {
        let walk = RecordWalk(
            "\(AnalysisRecord.select) WHERE \(condition)", values, by: "a.id", isDescending: true, ListRange(call),
            number: \AnalysisRecord.id
        ) { AnalysisRecord($0) }
        return try AnalysisAnswer.reply(call, walk, envelope: isEnvelope ? "analyses" : nil)
    }
}
