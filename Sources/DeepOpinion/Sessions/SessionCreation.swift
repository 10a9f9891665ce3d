// Creating labeling sessions from documents of the project, new documents, uploaded files or external sources.

import Emulator
import JSON
import Store
import System

/// Creates labeling sessions. ``SessionTransitions`` adds their documents.
enum SessionCreation {
    /// Where a session's documents come from.
    private enum Origin {
        /// All documents of the project.
        case project
        /// Some documents of the project.
        case chosen([Int])
        /// Lines to be imported.
        case lines(content: String, isOwned: Bool, ImportPlan)
    }

    // MARK: - Operations

    static func create(_ call: Call) throws -> Reply {
        let body = call.body
        let origins = ["documents", "document_ids", "file_id", "credential_id"].filter { body[$0] != nil }
        guard origins.count <= 1 else {
            throw Problem.badRequest(
                "At most one of documents, document_ids, file_id and credential_id is allowed.", field: origins[1])
        }
        let project = call.integer("project_id")
        let wanted = try names(call, project: project)
        let draft = SessionDraft(
            name: body["name"]?.string, classes: wanted.classes, labels: wanted.labels,
            isAuto: body["auto"]?.bool ?? false, sampleSize: body["sample_size"]?.int)
        switch origins.first {
        case "documents":
            return try create(draft, fromDocuments: body["documents"]?.array ?? [], call)
        case "document_ids":
            let ids = try chosen(body["document_ids"]?.array ?? [], project: project, call.database)
            return try insert(draft, .chosen(ids), call, status: 201)
        case "file_id":
            let file = try UploadedFiles.find(
                body["file_id"]?.string ?? "", for: .labeling, project: project, call.database)
            return try create(draft, from: file, isRequired: false, call, status: 201)
        case "credential_id":
            return try UploadedFiles.connect(call, for: .labeling) { file, _ in
                try create(draft, from: file, isRequired: false, call, status: 201)
            }
        default: return try insert(draft, .project, call, status: 201)
        }
    }

    static func upload(_ call: Call) throws -> Reply {
        let showsPreview = call.body["show_preview"]?.bool ?? false
        let draft = SessionDraft()
        return try UploadedFiles.upload(
            call, for: .labeling, project: call.integer("project_id"), formats: TableFormat.ofRecords
        ) { file, table in
            guard !showsPreview else { return UploadedFiles.preview(file, table) }
            return try create(draft, from: file, isRequired: true, call, status: 200)
        }
    }

    static func connectExternalSource(_ call: Call) throws -> Reply {
        let draft = SessionDraft()
        return try UploadedFiles.connect(call, for: .labeling) { file, _ in
            try create(draft, from: file, isRequired: false, call, status: 200)
        }
    }

    // MARK: - Parts

    /// The numbers of the classes and labels that a body names; nil when it names none.
    ///
    /// - Throws: ``Problem`` 400 for a name that the project does not have.
    static func names(_ call: Call, project: Int) throws -> (classes: [Int]?, labels: [Int]?) {
        let vocabulary = try Vocabulary(project: project, call.database)
        func numbers(_ field: String, of kind: String, _ known: [String: Int]) throws -> [Int]? {
            try call.body[field]?.array?.compactMap(\.string).map { name in
                guard let number = known[name] else {
                    throw Problem.badRequest("\(field): The project has no \(kind) named \(name).", field: field)
                }
                return number
            }
        }
        return (
            classes: try numbers("classes", of: "class", vocabulary.classes),
            labels: try numbers("labels", of: "label", vocabulary.labels)
        )
    }

    /// Documents of the project by their numbers, each once.
    static func chosen(_ numbers: [JSON], project: Int, _ database: Database) throws -> [Int] {
        var seen: Set<Int> = []
        return try numbers.enumerated().compactMap { index, json in
            let isFound = try database.exists(
                "SELECT 1 FROM studio_documents WHERE id = ? AND project = ?", .int(json.int ?? 0), .int(project))
            guard let id = json.int, isFound else {
                throw Problem.badRequest(
                    "document_ids.\(index): The project has no such document.", field: "document_ids.\(index)")
            }
            return seen.insert(id).inserted ? id : nil
        }
    }

    private static func create(_ draft: SessionDraft, fromDocuments documents: [JSON], _ call: Call) throws -> Reply {
        let vocabulary = try Vocabulary(project: call.integer("project_id"), call.database)
        let pending = call.tenant.files.pendingFile()
        return .later({
            let lines = try Imports.lines(of: documents, split: false)
            for tag in lines.tags { _ = try vocabulary.resolve(tag) }
            return try pending.stage(.memory(lines.bytes))
        }) { prepared in
            let content = try call.tenant.files.keep(prepared)
            return try insert(
                draft, .lines(content: content, isOwned: true, .documents(splits: false)), call, status: 201)
        }
    }

    /// Creates a session from a table. Classes and labels that the project does not have are added to it.
    ///
    /// - Parameter isRequired: whether the table must have columns for tags.
    private static func create(
        _ draft: SessionDraft, from file: UploadedFile, isRequired: Bool, _ call: Call, status: Int
    ) throws -> Reply {
        let project = call.integer("project_id")
        let vocabulary = try Vocabulary(project: project, call.database)
        let columns = try LabeledColumns(
            file, mapping: call.body["column_mapping"], type: vocabulary.type, isRequired: isRequired)
        guard let payload = try call.tenant.files.payload(file.content) else { throw Problem.unknownFile }
        var draft = draft
        draft.name = draft.name.flatMap { $0.isEmpty ? nil : $0 } ?? file.filename
        var plan = ImportPlan.records(
            of: file, textColumn: columns.text, hasHeader: true, splits: false)
        plan.classColumn = columns.className
        plan.labelColumn = columns.label
        let (named, finished) = (draft, plan)
        return .later({ try LabeledNames(in: payload, finished) }) { names in
            try add(names, to: vocabulary, project: project, call.database)
            return try insert(
                named, .lines(content: file.content, isOwned: false, finished), call, status: status)
        }
    }

    private static func add(
        _ names: LabeledNames, to vocabulary: Vocabulary, project: Int, _ database: Database
    ) throws {
        for name in names.classes where vocabulary.classes[name] == nil {
            try database.execute("INSERT INTO studio_classes(project, name) VALUES (?, ?)", .int(project), .text(name))
        }
        for name in names.labels where vocabulary.labels[name] == nil {
            guard !vocabulary.type.hasFixedLabels else {
                throw Problem.conflict(
                    "\(name) is not a label of ABSA projects. Use \(vocabulary.type.firstLabels.joined(separator: ", ")).",
                    field: "label")
            }
            try database.execute("INSERT INTO studio_labels(project, name) VALUES (?, ?)", .int(project), .text(name))
        }
    }

    /// Creates the session and schedules the transition that adds its documents.
    private static func insert(_ draft: SessionDraft, _ origin: Origin, _ call: Call, status: Int) throws -> Reply {
        let project = call.integer("project_id")
        let id = try draft.insert(mode: "ANNOTATION", model: nil, call)
        switch origin {
        case .project:
            try call.tenant.plan(
                draft.sampleSize == nil ? SessionTransitions.filling : SessionTransitions.sampling,
                subject: SessionTransitions.subject(id), at: call.now)
        case .chosen(let documents):
            return SessionUpdate.add(documents[...], to: id, call) {
                let subject = SessionTransitions.subject(id)
                if draft.sampleSize == nil {
                    try SessionTransitions.lifecycle.start(subject, in: call.tenant, at: call.now)
                } else {
                    try call.tenant.plan(SessionTransitions.sampling, subject: subject, at: call.now)
                }
                return try LabelingSessions.reply(id, call, status: status)
            }
        case .lines(let content, let isOwned, var plan):
            plan.session = id
            let name = try call.database.scalarText("SELECT name FROM studio_sessions WHERE id = ?", .int(id)) ?? ""
            let group = try GroupDraft(name: name, project: project, source: "ANNOTATIONS", status: "PROCESSING")
                .insert(call.caller.account, at: call.now, call.database)
            try call.database.execute("UPDATE studio_sessions SET group_id = ? WHERE id = ?", .int(group), .int(id))
            try Imports.start(
                ImportOrder(
                    project: project, group: group, user: call.caller.account, content: content,
                    ownsContent: isOwned, plan: plan, done: SessionTransitions.importing,
                    subject: SessionTransitions.subject(id)),
                at: call.now, in: call.tenant)
        }
        return try LabelingSessions.reply(id, call, status: status)
    }
}
