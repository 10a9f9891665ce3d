// Creating document groups from inline documents, uploaded files or external sources.

import Emulator
import JSON
import Store

/// Creates groups. ``GroupTransitions`` adds their documents.
enum GroupCreation {
    // MARK: - Files

    static func upload(_ call: Call) throws -> Reply {
        let asObjects = call.body["to_list"]?.bool == false
        return try UploadedFiles.upload(
            call, for: .group, project: call.integer("project_id"), formats: TableFormat.ofGroups
        ) { UploadedFiles.preview($0, $1, asObjects: asObjects) }
    }

    static func connectExternalSource(_ call: Call) throws -> Reply {
        try UploadedFiles.connect(call, for: .group) { UploadedFiles.preview($0, $1) }
    }

    // MARK: - Creating

    /// Creates a group from the sources that the body names: inline documents, documents of the project, an uploaded
    /// file, an external source.
    static func create(_ call: Call) throws -> Reply {
        let project = call.integer("project_id")
        let sources = try ImportSources(call, for: .group, project: project)
        guard !sources.isEmpty else {
            throw Problem.badRequest(
                "documents: is required, unless there is a document_ids, a file_id or a credential_id.",
                field: "documents")
        }
        let vocabulary = try Vocabulary(project: project, call.database)
        return try sources.stage(
            call, for: .group, project: project, splits: call.body["split"]?.bool ?? false, vocabulary: vocabulary,
            planner: ImportPlan.planner(call.body)
        ) { staged in
            _ = try Vocabulary(project: project, call.database).adding(staged.names, toProject: project, call.database)
            return try create(staged, name: sources.title ?? "Documents", call)
        }
    }

    private static func create(_ staged: StagedSources, name: String, _ call: Call) throws -> Reply {
        let project = call.integer("project_id")
        let given = call.body["name"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        let id = try GroupDraft(name: given ?? name, project: project, source: "UPLOAD", status: "PROCESSING")
            .insert(call.caller.account, at: call.now, call.database)
        let order = ImportOrder(
            project: project, group: id, user: call.caller.account, parts: staged.parts, expected: staged.count,
            done: GroupTransitions.finishing, subject: .number(id))
        _ = try order.insert(call.database)
        try GroupTransitions.lifecycle.start(.number(id), in: call.tenant, at: call.now)
        return try Groups.reply(id, call, status: 201)
    }
}
