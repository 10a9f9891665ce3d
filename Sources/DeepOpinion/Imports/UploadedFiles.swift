// Tables that are uploaded for later requests: stored, answered with a preview and referred to by their ids.

import Emulator
import JSON
import Store
import System

/// Uploaded files and their previews (specification, "Files, previews, columns").
enum UploadedFiles {
    /// What a file was uploaded for; it can only be used for that.
    enum Purpose: String {
        case group, labeling, analysis
    }

    /// Reads the uploaded file on the thread pool, stores it as a table, and answers. A file with nothing but a header is
    /// refused, since a preview shows at least one record.
    ///
    /// - Parameters:
    ///   - purpose: what it is for.
    ///   - project: the project that it belongs to; nil for analyses, whose files belong to a workspace.
    ///   - formats: the formats that are accepted.
    ///   - reply: answers, given the file's id and its table.
    static func upload(
        _ call: Call, for purpose: Purpose, project: Int?, formats: [TableFormat],
        _ reply: @escaping (UploadedFile, TableFile) throws -> Reply
    ) throws -> Reply {
        let (payload, filename, format) = try file(call, formats: formats)
        let pending = call.tenant.files.pendingFile()
        return .later({ budget in
            let table = try TableFile(
                reading: payload, as: format, budget: budget, spool: { try pending.temporaryFile() })
            guard !table.firstRecords.isEmpty else {
                throw Problem.badFile("The file has no records below the header.")
            }
            return (table, try pending.stage(table.lines))
        }) { (table: TableFile, prepared: FileStore.StagedFile) in
            let file = try keep(table, prepared, for: purpose, project: project, filename: filename, call)
            return try reply(file, table)
        }
    }

    /// Reads the records that the body asks an external source for, stores them as a table, and answers.
    static func connect(
        _ call: Call, for purpose: Purpose, _ reply: @escaping (UploadedFile, TableFile) throws -> Reply
    ) throws -> Reply {
        let (source, records) = try ExternalSource.records(call.body, for: purpose, in: call)
        let pending = call.tenant.files.pendingFile()
        return .later({ budget in
            let table = try TableFile(objects: records, budget: budget)
            return (table, try pending.stage(table.lines))
        }) { (table: TableFile, prepared: FileStore.StagedFile) in
            let file = try keep(
                table, prepared, for: purpose, project: call.integer("project_id"), filename: source, call)
            return try reply(file, table)
        }
    }

    /// The file part of an upload, and its format by its name.
    ///
    /// - Throws: ``Problem`` 400 without a file, or for a format that is not accepted.
    static func file(_ call: Call, formats: [TableFormat]) throws -> (Payload, filename: String, TableFormat) {
        guard let upload = call.uploads.first(where: { $0.name == "file" }) ?? call.uploads.first else {
            throw Problem.noFile
        }
        let filename = String((upload.filename.split { $0 == "/" || $0 == "\\" }.last ?? "").prefix(255))
        guard let format = TableFormat(filename: filename), formats.contains(format) else {
            throw Problem.wrongFormat(formats)
        }
        return (upload.payload, filename, format)
    }

    /// Stores a table whose lines have been staged.
    static func keep(
        _ table: TableFile, _ prepared: FileStore.StagedFile, for purpose: Purpose, project: Int?, filename: String,
        _ call: Call
    ) throws -> UploadedFile {
        let file = UploadedFile(
            id: call.tenant.identifiers.uuid(), filename: filename, format: table.format, columns: table.columns,
            count: table.count, content: try call.tenant.files.keep(prepared))
        try call.database.execute(
            """
            INSERT INTO studio_files(id, purpose, project, workspace, user, filename, format, columns_json, record_count,
                content, created)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .text(file.id), .text(purpose.rawValue), .optional(project),
            .optional(project == nil ? WorkspaceAccess.current(call) : nil), .optional(call.caller.account),
            .text(filename), .text(file.format.rawValue),
            .text(JSON.array(table.columns.map(JSON.string)).description), .int(file.count), .text(file.content),
            .int(call.now.microseconds))
        return file
    }

    /// The file of a project that a body names by `file_id`.
    ///
    /// - Throws: ``Problem`` 404 when it was not uploaded for this purpose into this project.
    static func find(_ id: String, for purpose: Purpose, project: Int, _ database: Database) throws -> UploadedFile {
        let file = try database.first(
            """
            SELECT \(UploadedFile.columns) FROM studio_files WHERE id = ? AND purpose = ? AND project = ?
            """, .text(id.lowercased()), .text(purpose.rawValue), .int(project)
        ) { try UploadedFile($0) }
        guard let file else { throw Problem.unknownFile }
        return file
    }

    /// The file for an analysis that a body names by `file_id`.
    ///
    /// - Throws: ``Problem`` 404 unless it lies in the workspace that prefixes the path or, without a prefix, in any
    ///   workspace of the account.
    static func findForAnalysis(_ id: String, _ account: Account, _ call: Call) throws -> UploadedFile {
        let found = try call.database.first(
            "SELECT \(UploadedFile.columns), workspace FROM studio_files WHERE id = ? AND purpose = 'analysis'",
            .text(id.lowercased())
        ) { (file: try UploadedFile($0), workspace: $0.optionalInt(6)) }
        guard let found, let workspace = found.workspace, workspace == WorkspaceAccess.prefix(call) ?? workspace,
            try WorkspaceAccess.role(of: account, in: workspace, call.database) != nil
        else { throw Problem.unknownFile }
        return found.file
    }

    /// Answers a `FilePreview`: the header and up to five rows, or as many objects.
    static func preview(_ file: UploadedFile, _ table: TableFile, asObjects: Bool = false) -> Reply {
        .json { writer in
            writer.beginObject()
            writer.field("id", file.id)
            writer.key("preview")
            writer.beginArray()
            let names = table.columns.map(TableFile.previewText)
            if !asObjects { write(names.map { $0.isEmpty ? nil : $0 }, into: &writer) }
            var seen: Set<String> = []
            let firsts = names.indices.filter { seen.insert(names[$0]).inserted }
            for record in table.firstRecords {
                let cells = table.columns.indices.map { $0 < record.count ? TableFile.text(of: record[$0]) : nil }
                if asObjects {
                    writer.beginObject()
                    for column in firsts {
                        writer.key(names[column])
                        if let text = cells[column] { writer.string(text) } else { writer.null() }
                    }
                    writer.endObject()
                } else {
                    write(cells, into: &writer)
                }
            }
            writer.endArray()
            writer.endObject()
        }
    }

    private static func write(_ cells: [String?], into writer: inout JSONWriter) {
        writer.beginArray()
        for cell in cells {
            if let cell { writer.string(cell) } else { writer.null() }
        }
        writer.endArray()
    }
}
