// Creating labeling sessions from documents of the project, new documents, uploaded files or external sources.

import Emulator
import JSON
import Store

/// Creates labeling sessions. ``SessionTransitions`` adds their documents.
enum SessionCreation {
    // MARK: - Operations

    /// Creates a session of the documents of all sources that the body names; without any, of all documents of the
    /// project.
    static func create(_ call: Call) throws -> Reply {
        let project = call.integer("project_id")
        let sources = try ImportSources(call, for: .labeling, project: project)
        let draft = SessionDraft(
            name: call.body["name"]?.string, names: SessionNames(call.body), isAuto: call.body["auto"]?.bool ?? false,
            sampleSize: call.body["sample_size"]?.int)
        if sources.isEmpty { return try insert(draft, call) }
        guard sources.documents.isEmpty, sources.file == nil, sources.external == nil else {
            return try create(draft, from: sources, isRequired: false, call, status: 201)
        }
        return try insert(draft, of: sources.numbers, call)
    }

    static func upload(_ call: Call) throws -> Reply {
        let showsPreview = call.body["show_preview"]?.bool ?? false
        return try UploadedFiles.upload(
            call, for: .labeling, project: call.integer("project_id"), formats: TableFormat.ofRecords
        ) { file, table in
            guard !showsPreview else { return UploadedFiles.preview(file, table) }
            return try create(SessionDraft(), from: ImportSources(file: file), isRequired: true, call, status: 200)
        }
    }

    static func connectExternalSource(_ call: Call) throws -> Reply {
        let records = try ExternalSource.records(call.body, for: .labeling, in: call)
        return try create(
            SessionDraft(), from: ImportSources(external: records), isRequired: false, call, status: 200)
    }

    // MARK: - Parts

    /// Creates a session of documents that have to be imported first. Classes and labels that the project does not have
    /// are added to it.
    ///
    /// - Parameter isRequired: whether tables must have columns for tags.
    private static func create(
        _ draft: SessionDraft, from sources: ImportSources, isRequired: Bool, _ call: Call, status: Int
    ) throws -> Reply {
        let project = call.integer("project_id")
        let vocabulary = try Vocabulary(project: project, call.database)
        let mapping = call.body["column_mapping"]
        let type = vocabulary.type
        return try sources.stage(
            call, for: .labeling, project: project, splits: false, vocabulary: vocabulary,
            planner: { file, isOther in
                let columns = try LabeledColumns(
                    file, mapping: mapping, isOther: isOther, type: type, isRequired: isRequired)
                var plan = ImportPlan.records(of: file, textColumn: columns.text, hasHeader: true, splits: false)
                plan.classColumn = columns.className
                plan.labelColumn = columns.label
                return plan
            }
        ) { staged in
            var draft = draft
            draft.name = draft.name.flatMap { $0.isEmpty ? nil : $0 } ?? sources.title
            _ = try Vocabulary(project: project, call.database)
                .adding(staged.names, toProject: project, call.database)
                .adding(staged.tableNames, toProject: project, call.database)
            return try insert(draft, importing: staged, call, status: status)
        }
    }

    /// Creates a session of all documents of the project.
    private static func insert(_ draft: SessionDraft, _ call: Call) throws -> Reply {
        let id = try draft.insert(mode: "ANNOTATION", model: nil, call).session
        try call.tenant.plan(
            draft.sampleSize == nil ? SessionTransitions.filling : SessionTransitions.sampling,
            subject: SessionTransitions.subject(id), at: call.now)
        return try LabelingSessions.reply(id, call, status: 201)
    }

    /// Creates a session of some documents of the project, which are in it at once unless it is a sample of them.
    private static func insert(_ draft: SessionDraft, of documents: [Int], _ call: Call) throws -> Reply {
        let (id, group) = try draft.insert(mode: "ANNOTATION", model: nil, call)
        let subject = SessionTransitions.subject(id)
        func finish() throws -> Reply {
            try call.database.execute("UPDATE studio_groups SET status = 'CREATED' WHERE id = ?", .int(group))
            if draft.sampleSize == nil {
                try SessionTransitions.lifecycle.start(subject, in: call.tenant, at: call.now)
            } else {
                try call.tenant.plan(SessionTransitions.sampling, subject: subject, at: call.now)
            }
            return try LabelingSessions.reply(id, call, status: 201)
        }
        guard draft.sampleSize != nil else {
            return SessionUpdate.add(documents[...], to: id, call, finish)
        }
        var rest = documents[...]
        return .slices {
            for document in rest.prefix(200) { try DocumentRows.add(document, toGroup: group, call.database) }
            rest = rest.dropFirst(200)
            return rest.isEmpty ? .done(try finish()) : .again
        }
    }

    /// Creates a session of documents that are imported into its group.
    private static func insert(
        _ draft: SessionDraft, importing staged: StagedSources, _ call: Call, status: Int
    ) throws -> Reply {
        let (id, group) = try draft.insert(mode: "ANNOTATION", model: nil, call)
        var parts = staged.parts
        for index in parts.indices { parts[index].plan.session = id }
        try Imports.start(
            ImportOrder(
                project: call.integer("project_id"), group: group, user: call.caller.account, parts: parts,
                expected: staged.count, done: SessionTransitions.importing, subject: SessionTransitions.subject(id)),
            at: call.now, in: call.tenant)
        return try LabelingSessions.reply(id, call, status: status)
    }
}
