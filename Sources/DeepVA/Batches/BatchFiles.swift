// Batches from CSV files: one batch for each file, one job for each row.

import Emulator
import Formats
import JSON
import Store
import System

/// Creation of batches from uploaded files (specification, section 8).
enum BatchFiles {
    /// The largest file, in bytes.
    static let largestFile = 4 << 20
    /// The most rows of one file.
    static let mostRows = 10_000
    /// The most rows of all files of one request.
    static let mostRowsTogether = 50_000

    /// The sources in a file, or what is wrong with it.
    struct Parsed: Sendable {
        let file: String
        let sources: [String]
        let error: String?

        /// The name of the file without its extension, which becomes the name of the batch.
        var batchName: String {
            let last = file.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
            guard let dot = last.lastIndex(of: "."), dot > last.startIndex else { return last.isEmpty ? "batch" : last }
            return String(last[..<dot])
        }
    }

    /// Reads the files on the thread pool, then creates batches and jobs in slices.
    static func create(_ call: Call) throws -> Reply {
        let parent = call.body["parent_id"]?.string
        let parentName = call.body["parent_name"]?.string
        guard parent == nil || parentName == nil else {
            throw Problem.badRequest(
                "parent_name: give either parent_id or parent_name, not both.", field: "parent_name")
        }
        let files = call.uploads.filter { $0.name == "files" }
        guard !files.isEmpty else { throw Problem.badRequest("files: at least one file is required.", field: "files") }
        try Batches.check(parent, field: "parent_id", in: call.database)
        return .later({ files.map(parse) }) { parsed in
            guard parsed.reduce(0, { $0 + $1.sources.count }) <= mostRowsTogether else {
                throw Problem.badRequest(
                    "files: all files together must not have more than \(mostRowsTogether) rows.", field: "files")
            }
            try Batches.check(parent, field: "parent_id", in: call.database)
            let above = try parentName.map { try Batches.insert($0, parent: nil, call) } ?? parent
            let maker = BatchMaker(parsed, parent: above, call)
            return .slices { try maker.slice() }
        }
    }

    /// The first column of each row is a source; a first row without `://` is a header.
    static func parse(_ upload: Upload) -> Parsed {
        func bad(_ reason: String) -> Parsed { Parsed(file: upload.filename, sources: [], error: reason) }
        guard upload.payload.count <= largestFile else { return bad("The file has more than \(largestFile) bytes.") }
        guard let bytes = try? upload.payload.bytes(maximum: largestFile) else {
            return bad("The file cannot be read.")
        }
        do {
            var reader = CSVReader(bytes, limits: CSVLimits(fieldBytes: 1 << 16, records: mostRows + 1))
            var sources: [String] = []
            var row = 0
            while let record = try reader.next() {
                row += 1
                let source = trimmed(record.first ?? "")
                if source.contains("://"), source.utf8.count <= 4096 {
                    sources.append(source)
                } else if row > 1 {
                    return bad("Row \(row) does not start with the URL of a source.")
                }
            }
            guard sources.count <= mostRows else { return bad("The file has more than \(mostRows) rows.") }
            return sources.isEmpty
                ? bad("The file contains no sources.") : Parsed(file: upload.filename, sources: sources, error: nil)
        } catch {
            return bad("The file is not valid CSV: \(error.message)")
        }
    }

    private static func trimmed(_ text: String) -> String {
        let inner = text.drop { $0.isWhitespace }
        guard let last = inner.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(inner[...last])
    }
}

/// Creates the batches of one request in slices, so that a large file does not block the loop.
private final class BatchMaker {
    private static let jobsPerSlice = 200
    private static let modules = ModulesText.text(of: ["advanced_diversity_analysis": [:]])

    private let files: [BatchFiles.Parsed]
    private let parent: String?
    private let call: Call
    private var batches: [String?] = []
    private var nextSource = 0

    init(_ files: [BatchFiles.Parsed], parent: String?, _ call: Call) {
        self.files = files
        self.parent = parent
        self.call = call
    }

    func slice() throws -> Reply.Slice {
        var left = Self.jobsPerSlice
        while left > 0, batches.count < files.count {
            let file = files[batches.count]
            guard file.error == nil else {
                batches.append(nil)
                continue
            }
            if nextSource == 0 { current = try Batches.insert(file.batchName, parent: parent, call) }
            let sources = file.sources[nextSource...].prefix(left)
            for source in sources { try addJob(source) }
            left -= sources.count
            nextSource += sources.count
            if nextSource == file.sources.count {
                batches.append(current)
                nextSource = 0
            }
        }
        guard batches.count == files.count else { return .again }
        try JobTransitions.lifecycle.fillQueue(in: call.tenant, at: call.now)
        return .done(try answer())
    }

    /// The batch that is being filled.
    private var current = ""

    /// The batch may have been deleted since an earlier slice.
    private func exists(_ batch: String) throws -> Bool {
        try call.database.exists("SELECT 1 FROM deepva_batches WHERE id = ?", .text(batch))
    }

    private func addJob(_ source: String) throws {
        try call.database.execute(
            """
            INSERT INTO deepva_jobs(id, state, tag, created, sources_json, modules_text, media_type, batch_id)
            VALUES (?, 'waiting', '', ?, ?, ?, ?, ?)
            """,
            .text(call.tenant.identifiers.uuid()), .int(call.now.microseconds),
            .text(JSON.array([.string(source)]).description), .text(Self.modules),
            .text(try JobMedia.mediaType(of: source, in: call.database)), .text(current))
    }

    private func answer() throws -> Reply {
        try Reply.json(status: 201) { writer in
            writer.beginArray()
            for (file, made) in zip(files, batches) {
                let batch = try made.flatMap { try exists($0) ? $0 : nil }
                writer.beginObject()
                writer.field("file", file.file)
                writer.field("success", batch != nil)
                writer.field("error", batch == nil ? file.error ?? "The batch has been deleted in the meantime." : nil)
                writer.key("batch")
                if let batch { try Batches.writeCreated(batch, call, into: &writer) } else { writer.null() }
                writer.endObject()
            }
            writer.endArray()
        }
    }
}
