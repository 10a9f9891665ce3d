// Creating document groups from inline documents, uploaded files or external sources.

import Emulator
import JSON
import Store
import System

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

    /// Creates a group from exactly one origin: inline documents, an uploaded file or an external source.
    static func create(_ call: Call) throws -> Reply {
        let body = call.body
        let origins = [body["documents"] != nil, body["file_id"] != nil, body["credential_id"] != nil]
        guard origins.filter({ $0 }).count == 1 else {
            throw Problem.badRequest(
                "Exactly one of documents, file_id and credential_id is required.", field: "documents")
        }
        let project = call.integer("project_id")
        if let id = body["file_id"]?.string {
            let file = try UploadedFiles.find(id, for: .group, project: project, call.database)
            return try create(from: file, call)
        }
        guard let documents = body["documents"]?.array else {
            return try UploadedFiles.connect(call, for: .group) { file, _ in try create(from: file, call) }
        }
        let splits = body["split"]?.bool ?? false
        let vocabulary = try Vocabulary(project: project, call.database)
        let files = call.tenant.files
        let pending = files.pendingFile()
        return .later({
            let lines = try Imports.lines(of: documents, split: splits)
            for tag in lines.tags { _ = try vocabulary.resolve(tag) }
            return try pending.stage(.memory(lines.bytes))
        }) { prepared in
            try create(
                name: "Documents", content: files.keep(prepared), ownsContent: true,
                plan: .documents(splits: splits), call)
        }
    }

    private static func create(from file: UploadedFile, _ call: Call) throws -> Reply {
        let hasHeader = call.body["header_first"]?.bool ?? true
        let column = try file.column(
            name: call.body["column_name"]?.string, index: call.body["column"]?.int, hasHeader: hasHeader)
        let plan = ImportPlan.records(
            of: file, textColumn: column, hasHeader: hasHeader, splits: call.body["split"]?.bool ?? false)
        return try create(name: file.filename, content: file.content, ownsContent: false, plan: plan, call)
    }

    private static func create(
        name: String, content: String, ownsContent: Bool, plan: ImportPlan, _ call: Call
    ) throws -> Reply {
        let project = call.integer("project_id")
        let given = call.body["name"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        let id = try GroupDraft(name: given ?? name, project: project, source: "UPLOAD", status: "PROCESSING")
            .insert(call.caller.account, at: call.now, call.database)
        let order = ImportOrder(
            project: project, group: id, user: call.caller.account, content: content, ownsContent: ownsContent,
            plan: plan, done: GroupTransitions.finishing, subject: .number(id))
        _ = try order.insert(call.database)
        try GroupTransitions.lifecycle.start(.number(id), in: call.tenant, at: call.now)
        return try Groups.reply(id, call, status: 201)
    }
}
