// Batches from CSV files, created slice by slice.

import Emulator
import JSON
import Store

/// Creates the batches of one request in slices, so that a large file does not block the loop.
final class BatchCreation {
    private static let jobsPerSlice = 200
    private static let modules = ModulesText.text(of: ["advanced_diversity_analysis": [:]])

    private let files: [BatchFile]
    private let parent: String?
    private let call: Call
    private var batches: [String?] = []
    private var nextSource = 0

    init(_ files: [BatchFile], parent: String?, _ call: Call) {
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
        let (id, rank) = call.tenant.identifiers.rankedUUID()
        try call.database.execute(
            """
            INSERT INTO deepva_jobs(id, id_rank, state, tag, created, sources_json, modules_text, media_type, batch_id)
            VALUES (?, ?, 'waiting', '', ?, ?, ?, ?, ?)
            """,
            .text(id), .int(rank), .int(call.now.microseconds),
            .text(JSON.array([.string(source)]).description), .text(Self.modules),
            .text(try JobMedia.mediaType(of: source, in: call.database)), .text(current))
        try Batches.countJob(of: current, in: call.database)
    }

    private func answer() throws -> Reply {
        try Reply.json(status: 201) { writer in
            writer.beginArray()
            for (file, made) in zip(files, batches) {
                let batch = try made.flatMap { try exists($0) ? $0 : nil }
                writer.beginObject()
                writer.field("file", file.name)
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
