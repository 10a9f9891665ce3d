// The sources of documents that one body names: it may name several, which are taken up in one order.

import Emulator
import JSON
import System

/// Inline documents, then documents of the project, then an uploaded file, then an external source.
struct ImportSources {
    var documents: [JSON] = []
    /// Documents of the project.
    var numbers: [Int] = []
    var file: UploadedFile?
    var external: (name: String, records: [JSON])?

    var isEmpty: Bool { documents.isEmpty && numbers.isEmpty && file == nil && external == nil }

    /// The name of the file, else of the external source.
    var title: String? { file?.filename ?? external?.name }

    init(documents: [JSON] = [], file: UploadedFile? = nil, external: (name: String, records: [JSON])? = nil) {
        self.documents = documents
        self.file = file
        self.external = external
    }

    /// The sources in a body about a project.
    ///
    /// - Throws: ``Problem`` 400 for a document that the project does not have and for bad parameters of an external
    ///   source, 404 for an unknown file or credential.
    init(_ call: Call, for purpose: UploadedFiles.Purpose, project: Int) throws {
        let body = call.body
        documents = body["documents"]?.array ?? []
        numbers = try DocumentRows.numbers(body["document_ids"]?.array ?? [], inProject: project, call.database)
        file = try body["file_id"]?.string.map {
            try UploadedFiles.find($0, for: purpose, project: project, call.database)
        }
        if body["credential_id"] != nil { external = try ExternalSource.records(body, for: purpose, in: call) }
    }

    /// How the records of a table become documents. The second parameter says whether the body may be about the columns
    /// of another table, so that they need not exist in this one.
    typealias Planner = @Sendable (UploadedFile, Bool) throws -> ImportPlan

    /// Reads everything on the thread pool and stores it; then answers.
    ///
    /// - Parameters:
    ///   - purpose: what it is for.
    ///   - project: the project that the documents go to, if any.
    ///   - splits: whether texts without segments are split into sentences.
    ///   - vocabulary: what inline tags are checked against; nil when tags do not count.
    ///   - planner: how the records of tables become documents.
    ///   - reply: answers, given what has been read.
    func stage(
        _ call: Call, for purpose: UploadedFiles.Purpose, project: Int?, splits: Bool, vocabulary: Vocabulary?,
        planner: @escaping Planner, _ reply: @escaping (StagedSources) throws -> Reply
    ) throws -> Reply {
        let files = call.tenant.files
        let table = try file.map { file in
            guard let payload = try files.payload(file.content) else { throw Problem.unknownFile }
            return (file: file, payload: payload)
        }
        let reader = SourceReader(
            documents: documents, numbers: numbers, table: table, external: external, splits: splits,
            vocabulary: vocabulary, isStrict: call.tenant.settings.requiresTrueSegments, planner: planner,
            pending: (files.pendingFile(), files.pendingFile()))
        return .later({ try reader.read($0) }) { read in
            var staged = StagedSources(names: read.names, tableNames: read.tableNames, count: read.count)
            if let inline = read.inline {
                staged.parts.append(
                    ImportPart(content: try files.keep(inline), isOwned: true, plan: .documents(splits: splits)))
            }
            if let file, let plan = read.filePlan {
                staged.parts.append(ImportPart(content: file.content, isOwned: false, plan: plan))
            }
            if let external, let (table, lines, plan) = read.external {
                let kept = try UploadedFiles.keep(
                    table, lines, for: purpose, project: project, filename: external.name, call)
                staged.parts.append(ImportPart(content: kept.content, isOwned: false, plan: plan))
            }
            return try reply(staged)
        }
    }
}
