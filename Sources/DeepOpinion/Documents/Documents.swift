// Documents of a project: single ones, lists and bulk uploads.

import Emulator
import JSON
import Store
import System

/// Documents (specification, "Documents of a project").
enum Documents {
    static let handlers: [String: Handler] = [
        "listDocuments": list,
        "createDocument": create,
        "uploadDocuments": upload,
        "getDocument": get,
        "updateDocument": update,
        "deleteDocument": delete,
    ]

    static let transitions = [uploaded]
    static let timings = [uploadTime]

    /// Follows the import of a bulk upload.
    static let uploaded: Transition = Transition("deepopinion.documents.uploaded") { context in
        try Notifier.add(
            .info, to: context.subject.number, title: "Documents uploaded",
            text: "\(context.payload["taken"]?.int ?? 0) documents have been added.", at: context.now,
            context.database)
        return .done
    }
    private static let uploadTime = Timing("deepopinion.documents.upload")

    // MARK: - Reading

    private static func list(_ call: Call) throws -> Reply {
        let source = try DocumentList.project(call.integer("project_id"), call.database)
        let writer = DocumentWriter(database: call.database, details: DocumentFields(call), tags: tagFilter(call))
        return try DocumentPage.reply(call, source, where: condition(call)) { try $0.envelope(call, writer) }
    }

    /// The tags of the session or analysis that the list is limited to, else those that people have added.
    private static func tagFilter(_ call: Call) -> TagFilter {
        if let id = call.parameters["annotation_id"]?.int { return .session(id) }
        return call.parameters["analysis_id"]?.int.map { .analysis($0) } ?? .people
    }

    private static func condition(_ call: Call) throws -> DocumentCondition {
        let parameters = call.parameters
        var condition = DocumentCondition.none
        condition.addSearch(parameters["search"]?.string)
        if let id = parameters["annotation_id"]?.int {
            condition.add(
                "EXISTS (SELECT 1 FROM studio_session_documents x WHERE x.document = d.id AND x.session = ?)", .int(id))
        }
        if let id = parameters["analysis_id"]?.int {
            condition.add(
                "EXISTS (SELECT 1 FROM studio_analysis_documents x WHERE x.document = d.id AND x.analysis = ?)",
                .int(id))
        }
        if let id = parameters["group_id"]?.int {
            condition.add(
                "EXISTS (SELECT 1 FROM studio_group_documents x WHERE x.document = d.id AND x.group_id = ?)", .int(id))
        }
        if parameters["grouped"]?.bool == true {
            condition.add("EXISTS (SELECT 1 FROM studio_group_documents x WHERE x.document = d.id)")
        }
        if parameters["analysed"]?.bool == true {
            condition.add("EXISTS (SELECT 1 FROM studio_analysis_documents x WHERE x.document = d.id)")
        }
        switch tagFilter(call) {
        case .people: condition.addTags(parameters["classes"], parameters["labels"], "analysis IS NULL")
        case .session(let id): condition.addTags(parameters["classes"], parameters["labels"], "session = ?", .int(id))
        case .analysis(let id): condition.addTags(parameters["classes"], parameters["labels"], "analysis = ?", .int(id))
        }
        return condition
    }

    private static func get(_ call: Call) throws -> Reply {
        try reply(call, status: 200, details: DocumentFields(call.parameters["details"]?.string).segmentsOnly)
    }

    private static func reply(_ call: Call, status: Int, details: DocumentFields, id: Int? = nil) throws -> Reply {
        let writer = DocumentWriter(database: call.database, details: details)
        guard let record = try DocumentRecord.find(id ?? call.integer("document_id"), call.database) else {
            throw Problem.unknownDocument
        }
        return try .json(status: status) { try writer.write(record, into: &$0) }
    }

    // MARK: - Writing

    private static func create(_ call: Call) throws -> Reply {
        let document = try DocumentInput(call.body, split: false)
        let place = try DocumentPlacement(
            project: call.integer("project_id"),
            vocabulary: Vocabulary(project: call.integer("project_id"), call.database), now: call.now)
        for tag in document.segments.flatMap(\.tags) { _ = try place.vocabulary.resolve(tag) }
        let id = try DocumentRows.insert(document, at: place, call.database)
        return try reply(call, status: 201, details: DocumentFields(nil), id: id)
    }

    /// Answers before the documents are inserted; the workers do that.
    private static func upload(_ call: Call) throws -> Reply {
        let project = call.integer("project_id")
        let documents = call.body.array ?? []
        let vocabulary = try Vocabulary(project: project, call.database)
        let files = call.tenant.files
        let pending = files.pendingFile()
        return .later({
            let lines = try Imports.lines(of: documents, split: false)
            for tag in lines.tags { _ = try vocabulary.resolve(tag) }
            return try pending.stage(.memory(lines.bytes))
        }) { prepared in
            let order = ImportOrder(
                project: project, group: nil, user: call.caller.account, content: try files.keep(prepared),
                ownsContent: true, plan: .documents(splits: false), done: uploaded,
                subject: .record("project", project, call.caller.account ?? 0))
            let wait = call.tenant.timings[uploadTime]
            try Imports.start(order, at: call.now.advanced(byMilliseconds: wait), in: call.tenant)
            return .message("\(documents.count) documents are being uploaded.", status: 202)
        }
    }

    private static func update(_ call: Call) throws -> Reply {
        let id = call.integer("document_id")
        if let text = call.body["text"]?.string {
            try DocumentUpdate.replaceText(of: id, with: text, project: call.integer("project_id"), call)
        }
        return try reply(call, status: 200, details: DocumentFields(nil))
    }

    private static func delete(_ call: Call) throws -> Reply {
        let id = call.integer("document_id")
        try DocumentUpdate.subtractFromSessions(id, call.database)
        try call.database.execute("DELETE FROM studio_documents WHERE id = ?", .int(id))
        return .empty(204)
    }
}
