// Documents of a project: single ones, lists and bulk uploads.

import Emulator
import JSON
import Store

/// Documents (specification, "Documents of a project"). ``DocumentUpload`` takes many at once.
enum Documents {
    static let handlers: [String: Handler] = [
        "listDocuments": list,
        "createDocument": create,
        "uploadDocuments": DocumentUpload.upload,
        "getDocument": get,
        "updateDocument": update,
        "deleteDocument": delete,
    ]

    // MARK: - Reading

    private static func list(_ call: Call) throws -> Reply {
        let source = try DocumentList.project(call.integer("project_id"), call.database)
        let writer = DocumentWriter(database: call.database, details: DocumentFields(call), tags: tagFilter(call))
        return try DocumentPage.envelope(call, source, where: condition(call), writer)
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
        let project = call.integer("project_id")
        let document = try DocumentInput(
            call.body, split: false, isStrict: call.tenant.settings.requiresTrueSegments)
        let vocabulary = try Vocabulary(project: project, call.database)
            .adding([document], toProject: project, call.database)
        let place = DocumentPlacement(project: project, vocabulary: vocabulary, now: call.now)
        let id = try DocumentRows.insert(document, at: place, call.database)
        return try reply(call, status: 201, details: DocumentFields(nil), id: id)
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
