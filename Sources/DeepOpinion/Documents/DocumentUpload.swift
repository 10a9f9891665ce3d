// Bulk uploads of documents: split into segments and, when the project has a model that can, analysed.

import Emulator
import JSON
import Store

/// Takes many documents at once. The answer comes first; the workers do the rest.
enum DocumentUpload {
    static let transitions = [uploaded]
    static let timings = [uploadTime]

    private static let uploadTime = Timing("deepopinion.documents.upload")

    /// Follows the import. When the documents are in the group of an analysis, it begins now.
    static let uploaded: Transition = Transition("deepopinion.documents.uploaded") { context in
        try Notifier.add(
            .info, to: context.subject.number, title: "Documents uploaded",
            text: "\(context.payload["taken"]?.int ?? 0) documents have been added.", at: context.now,
            context.database)
        guard let group = context.payload["group"]?.int else { return .done }
        let analysis = try context.database.scalarInt(
            "SELECT id FROM studio_analyses WHERE group_id = ?", .int(group))
        if let analysis {
            try context.tenant.schedule.add(
                AnalysisTransitions.filling, subject: AnalysisTransitions.subject(analysis), at: context.now)
        } else {
            try context.database.execute("UPDATE studio_groups SET status = 'CREATED' WHERE id = ?", .int(group))
        }
        return .done
    }

    static func upload(_ call: Call) throws -> Reply {
        let project = call.integer("project_id")
        let vocabulary = try Vocabulary(project: project, call.database)
        let sources = ImportSources(documents: call.body.array ?? [])
        return try sources.stage(
            call, for: .group, project: project, splits: true, vocabulary: vocabulary,
            planner: ImportPlan.planner([:])
        ) { staged in
            _ = try Vocabulary(project: project, call.database).adding(staged.names, toProject: project, call.database)
            let order = ImportOrder(
                project: project, group: try startAnalysis(call), user: call.caller.account, parts: staged.parts,
                expected: staged.count, done: uploaded, subject: .record("project", project, call.caller.account ?? 0))
            let wait = call.tenant.timings[uploadTime]
            try Imports.start(order, at: call.now.advanced(byMilliseconds: wait), in: call.tenant)
            return .message("\(staged.count) documents are being uploaded.", status: 202)
        }
    }

    /// Creates an analysis with the newest model of the project that is ready and that the caller may use.
    ///
    /// - Returns: the group of its documents; nil without such a model.
    private static func startAnalysis(_ call: Call) throws -> Int? {
        let project = call.integer("project_id")
        let account = try Account.calling(call)
        let models = try call.database.all(
            """
            SELECT m.id FROM studio_models m JOIN studio_projects p ON p.id = m.project
            WHERE m.project = ? AND m.type = p.type AND m.status IN (\(Models.usable)) ORDER BY m.id DESC LIMIT 100
            """, .int(project)
        ) { $0.int(0) }
        for model in models {
            guard (try? ModelAccess.require(.use, account, model: model, call.database)) != nil,
                let draft = try? AnalysisDraft(ModelReader(model, call.tenant), account, call)
            else { continue }
            let group = try GroupDraft(
                name: "Uploaded documents", project: project, source: "ANALYSIS", status: "PROCESSING"
            ).insert(account.id, at: call.now, call.database)
            _ = try draft.insert(name: "Uploaded documents", group: group, call)
            return group
        }
        return nil
    }
}
