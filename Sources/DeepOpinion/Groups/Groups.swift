// Document groups: made from inline documents, uploaded files or external sources.

import Emulator
import JSON
import Store

/// Document groups (specification, "Document groups").
enum Groups {
    static let handlers: [String: Handler] = [
        "listGroups": list,
        "createGroup": create,
        "uploadGroupFile": uploadFile,
        "connectGroupExternalSource": connectExternalSource,
        "getGroup": get,
        "updateGroup": GroupUpdate.update,
        "deleteGroup": delete,
        "listGroupDocuments": listDocuments,
        "getGroupDocument": getDocument,
        "downloadGroup": download,
    ]

    static let transitions: [String: Transition] = [
        "deepopinion.group.process": process,
        "deepopinion.group.finish": finish,
    ]

    private static let columns: SQL = "id, name, project, created, document_count, source, status"

    // MARK: - Reading

    private static func list(_ call: Call) throws -> Reply {
        try .json { writer in
            writer.beginArray()
            try call.database.each(
                "SELECT \(columns) FROM studio_groups WHERE project = ? ORDER BY id", .int(call.integer("project_id"))
            ) { write($0, into: &writer) }
            writer.endArray()
        }
    }

    private static func get(_ call: Call) throws -> Reply {
        try reply(call.integer("group_id"), call, status: 200)
    }

    private static func reply(_ id: Int, _ call: Call, status: Int) throws -> Reply {
        try .json(status: status) { writer in
            try call.database.each("SELECT \(columns) FROM studio_groups WHERE id = ?", .int(id)) {
                write($0, into: &writer)
            }
        }
    }

    private static func write(_ row: borrowing Row, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", row.int(0))
        writer.field("name", row.text(1))
        writer.field("project_id", row.int(2))
        writer.key("created")
        writer.instant(Instant(microseconds: row.int(3)), .zonedSeconds)
        writer.field("document_count", row.int(4))
        writer.field("source", row.text(5))
        writer.field("status", row.text(6))
        writer.endObject()
    }

    private static func listDocuments(_ call: Call) throws -> Reply {
        let source = try DocumentList.group(call.integer("group_id"), call.database)
        let documents = DocumentWriter(database: call.database, details: DocumentFields(call))
        var condition = DocumentList.Condition.none
        condition.addSearch(call.parameters["search"]?.string)
        return try DocumentPage.reply(call, source, where: condition) { page in
            try .json { try page.write(documents, into: &$0) }
        }
    }

    private static func getDocument(_ call: Call) throws -> Reply {
        let documents = DocumentWriter(database: call.database, details: DocumentFields(call))
        let record = try call.database.first(
            "SELECT \(DocumentWriter.columns) FROM studio_documents d WHERE d.id = ?",
            .int(call.integer("document_id"))
        ) { DocumentWriter.Record($0) }
        guard let record else { throw Problem.unknownDocument }
        return try .json { try documents.write(record, into: &$0) }
    }

    private static func download(_ call: Call) throws -> Reply {
        let id = call.integer("group_id")
        let name = try call.database.scalarText("SELECT name FROM studio_groups WHERE id = ?", .int(id))
        let source = try DocumentList.group(id, call.database)
        return DocumentDownload.reply(call, name: name ?? "group", [(source, .people)])
    }

    // MARK: - Files

    private static func uploadFile(_ call: Call) throws -> Reply {
        let asObjects = call.body["to_list"]?.bool == false
        return try UploadedFiles.upload(
            call, for: .group, project: call.integer("project_id"), formats: TableFormat.ofGroups
        ) { UploadedFiles.preview($0, $1, asObjects: asObjects) }
    }

    private static func connectExternalSource(_ call: Call) throws -> Reply {
        let (source, records) = try ExternalSource.records(call.body, in: call.tenant)
        return try keep(records, source: source, call) { UploadedFiles.preview($0, $1) }
    }

    private static func keep(
        _ records: [JSON], source: String, _ call: Call, _ reply: @escaping (UploadedFile, TableFile) throws -> Reply
    ) throws -> Reply {
        let pending = call.tenant.files.pendingFile()
        return .later({
            let table = try TableFile(objects: records)
            return (table, try pending.stage(.memory(table.lines)))
        }) { (table: TableFile, prepared: FileStore.StagedFile) in
            let file = try UploadedFiles.keep(
                table, prepared, for: .group, project: call.integer("project_id"), filename: source, call)
            return try reply(file, table)
        }
    }

    // MARK: - Creating

    /// Exactly one origin: inline documents, an uploaded file, or an external source.
    private static func create(_ call: Call) throws -> Reply {
        let body = call.body
        let origins = [body["documents"] != nil, body["file_id"] != nil, body["credential_id"] != nil]
        guard origins.filter({ $0 }).count == 1 else {
            throw Problem.badRequest("Give exactly one of documents, file_id and credential_id.", field: "documents")
        }
        let project = call.integer("project_id")
        if let id = body["file_id"]?.string {
            let file = try UploadedFiles.find(id, for: .group, project: project, call.database)
            return try create(from: file, call)
        }
        guard let documents = body["documents"]?.array else {
            let (source, records) = try ExternalSource.records(body, in: call.tenant)
            return try keep(records, source: source, call) { file, _ in try create(from: file, call) }
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
        let id = try insert(
            Draft(name: given ?? name, project: project, source: "UPLOAD", status: "PROCESSING"), call.caller.account,
            at: call.now, call.database)
        try call.database.execute(
            """
            INSERT INTO studio_imports(project, group_id, user, content, owns, how_json, done, subject)
            VALUES (?, ?, ?, ?, ?, ?, 'deepopinion.group.finish', ?)
            """, .int(project), .int(id), .optional(call.caller.account), .text(content), .bool(ownsContent),
            .text(plan.json.description), .text(String(id)))
        try call.tenant.schedule.add(
            "deepopinion.group.process", subject: String(id),
            at: call.now.advanced(byMilliseconds: call.tenant.timings["deepopinion.group.process"]))
        return try reply(id, call, status: 201)
    }

    /// A group in the making.
    struct Draft {
        let name: String
        let project: Int?
        /// UPLOAD, ANNOTATIONS or ANALYSIS.
        let source: String
        /// PROCESSING or CREATED.
        let status: String
    }

    /// Makes the row of a group and answers its number.
    static func insert(_ draft: Draft, _ user: Int?, at now: Instant, _ database: Database) throws -> Int {
        try database.execute(
            """
            INSERT INTO studio_groups(project, name, created, created_by, source, status) VALUES (?, ?, ?, ?, ?, ?)
            """, .optional(draft.project), .text(draft.name), .int(now.microseconds), .optional(user),
            .text(draft.source), .text(draft.status))
        return database.lastInsertedRow
    }

    // MARK: - Transitions

    /// Starts to take the records in, or ends as a test author has planned.
    private static func process(_ context: TransitionContext) throws -> TransitionContext.Result {
        let group = try context.database.first(
            "SELECT id, name, created_by FROM studio_groups WHERE id = ? AND status = 'PROCESSING'",
            .int(Int(context.subject) ?? 0)
        ) { (id: $0.int(0), name: $0.text(1), user: $0.optionalInt(2)) }
        guard let group else { return .done }
        let outcome = try context.tenant.outcomes.take(
            for: OutcomeSubject(
                platform: DeepOpinion.id, operation: "createGroup", id: context.subject, sources: [group.name],
                tag: group.name))
        switch outcome?.state {
        case .stuck: break
        case .failed:
            try Imports.cancel(intoGroup: group.id, in: context.tenant)
            try fail(group.id, outcome?.error ?? "Its documents could not be read.", context)
        default:
            let number = try context.database.scalarInt(
                "SELECT id FROM studio_imports WHERE group_id = ?", .int(group.id))
            if let number {
                try context.tenant.schedule.add("deepopinion.import.step", subject: String(number), at: context.now)
            }
        }
        return .done
    }

    private static func finish(_ context: TransitionContext) throws -> TransitionContext.Result {
        guard let id = Int(context.subject) else { return .done }
        guard context.payload["taken"]?.int ?? 0 > 0 else {
            try fail(id, "No record has a text.", context)
            return .done
        }
        try context.database.execute(
            "UPDATE studio_groups SET status = 'CREATED' WHERE id = ? AND status = 'PROCESSING'", .int(id))
        guard context.database.changes > 0 else { return .done }
        try tell(.info, id, title: "Document group is ready", text: "All documents were added.", context)
        return .done
    }

    private static func fail(_ id: Int, _ reason: String, _ context: TransitionContext) throws {
        try context.database.execute(
            "UPDATE studio_groups SET status = 'FAILED' WHERE id = ? AND status = 'PROCESSING'", .int(id))
        guard context.database.changes > 0 else { return }
        try tell(.warning, id, title: "Document group has failed", text: reason, context)
    }

    private static func tell(
        _ kind: Notifier.Kind, _ id: Int, title: String, text: String, _ context: TransitionContext
    ) throws {
        let group = try context.database.first(
            "SELECT name, created_by FROM studio_groups WHERE id = ?", .int(id)
        ) { (name: $0.text(0), user: $0.optionalInt(1)) }
        guard let group else { return }
        try Notifier.add(
            kind, to: group.user, title: title, text: "\(group.name): \(text)", at: context.now, context.database)
    }

    // MARK: - Deleting

    /// Documents stay in the project; analyses and sessions made from the group go with it.
    private static func delete(_ call: Call) throws -> Reply {
        let id = call.integer("group_id")
        try requireWhole(id, call.database)
        try Imports.cancel(intoGroup: id, in: call.tenant)
        try call.database.execute("UPDATE studio_groups SET status = 'DELETING' WHERE id = ?", .int(id))
        let wait = call.tenant.timings["deepopinion.group.delete"]
        try Removal.start(.group, id, at: call.now.advanced(byMilliseconds: wait), in: call.tenant)
        return .empty(204)
    }

    /// 409 for a group that is being deleted.
    static func requireWhole(_ id: Int, _ database: Database) throws {
        let status = try database.scalarText("SELECT status FROM studio_groups WHERE id = ?", .int(id))
        guard status != "DELETING" else { throw Problem.conflict("The document group is being deleted.") }
    }
}
