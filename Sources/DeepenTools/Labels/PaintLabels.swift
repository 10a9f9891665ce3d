// Paint labels: bytes for each point or pixel, received and sent as zlib streams.

import Emulator
import HTTP
import JSON
import Store
import System

/// Semantic and instance segmentation (specification, "paint_labels").
enum PaintLabels {
    static let handlers: [String: Handler] = [
        "getPaintLabels": ofDataset,
        "getFilePaintLabels": ofFile,
        "savePaintLabels": save,
    ]

    /// Clients expect this type, although the body is no text.
    private static let mediaType = "text/html; charset=utf-8"
    private static let headerName = "paint-metadata"
    /// Three planes of a thousand million points, twice: unpacked and packed.
    private static let limits = WorkBudget.Limits(unpackedBytes: 8 << 30, milliseconds: 20_000)

    // MARK: - Reading

    private static func ofDataset(_ call: Call) throws -> Reply {
        let dataset = try call.dataset()
        let kind = try PaintKind(call, dataset)
        let stored = try PaintRecord(call, dataset, kind)
        let metadata = try stored?.metadata ?? unpaintedMetadata(kind, dataset, call.database)
        guard let stored else {
            return try unpainted(metadata, kind)
        }
        guard let payload = try call.tenant.files.payload(stored.content) else { throw Problem.internalError }
        return .content(payload, mediaType: mediaType, headers: [(headerName, metadata.header)])
    }

    private static func ofFile(_ call: Call) throws -> Reply {
        let dataset = try call.dataset()
        let file = call.path("fileId")
        let position = try call.database.scalarInt(
            "SELECT position FROM tools_files WHERE dataset = ? AND id = ?", .int(dataset.seq), .text(file))
        guard let position else {
            // The suffix may be part of the file's name.
            let name = "\(file)/label_types/\(call.path("labelType"))/paint_labels"
            return try DatasetFiles.reply(call, dataset: dataset, file: name)
        }
        let kind = try PaintKind(call, dataset)
        let stored = try PaintRecord(call, dataset, kind)
        let whole = try stored?.metadata ?? unpaintedMetadata(kind, dataset, call.database)
        guard whole.frameSizes.indices.contains(position) else { throw Problem.unknownFile(file) }
        let metadata = PaintMetadata(categories: whole.categories, frameSizes: [whole.frameSizes[position]])
        guard let stored, let payload = try call.tenant.files.payload(stored.content) else {
            return try unpainted(metadata, kind)
        }
        let start = whole.frameSizes[..<position].reduce(0, +)
        let range = start..<start + metadata.total
        let (planes, total) = (kind.planes, whole.total)
        return .later(
            limits: limits,
            { try Paint.part(of: payload, planes: planes, total: total, range: range, budget: $0) }
        ) { reply($0, metadata) }
    }

    /// Zeros for every point or pixel.
    private static func unpainted(_ metadata: PaintMetadata, _ kind: PaintKind) throws -> Reply {
        guard metadata.total <= PaintMetadata.maximumTotal else {
            throw Problem.badRequest(
                "The dataset has more than \(PaintMetadata.maximumTotal) points or pixels. Ask for one file at a time.")
        }
        let count = metadata.total * kind.planes
        return .later(limits: limits, { try Paint.blank(count: count, budget: $0) }) { reply($0, metadata) }
    }

    private static func reply(_ bytes: [UInt8], _ metadata: PaintMetadata) -> Reply {
        .content(.memory(bytes), mediaType: mediaType, headers: [(headerName, metadata.header)])
    }

    /// The metadata of a dataset in which nothing is painted.
    private static func unpaintedMetadata(
        _ kind: PaintKind, _ dataset: DatasetKey, _ database: Database
    ) throws -> PaintMetadata {
        PaintMetadata(
            categories: Array(kind.categories.prefix(255)),
            frameSizes: try sizes(of: dataset, database).map { $0 ?? 0 })
    }

    private static func sizes(of dataset: DatasetKey, _ database: Database) throws -> [Int?] {
        try database.all("SELECT size FROM tools_files WHERE dataset = ? ORDER BY position", .int(dataset.seq)) {
            $0.optionalInt(0)
        }
    }

    // MARK: - Writing

    private static func save(_ call: Call) throws -> Reply {
        let dataset = try call.dataset()
        let kind = try PaintKind(call, dataset)
        let metadata = try PaintMetadata(header: call.request.head.headers[headerName])
        try metadata.check(against: sizes(of: dataset, call.database))
        let body: Payload
        switch call.request.body {
        case .payload(let payload): body = payload
        case .none: body = .memory([])
        case .parts: throw Problem.badRequest("The body must be the painted bytes, not multipart/form-data.")
        case .broken(let problem): throw Problem(problem)
        }
        let pending = call.tenant.files.pendingFile()
        return .later(
            limits: limits,
            { (budget: WorkBudget) throws -> FileStore.StagedFile in
                try pending.stage(Paint.packed(body, planes: kind.planes, metadata: metadata, budget: budget))
            }
        ) { staged in
            try keep(staged, metadata, kind, dataset, call)
            return .empty(200)
        }
    }

    private static func keep(
        _ staged: FileStore.StagedFile, _ metadata: PaintMetadata, _ kind: PaintKind, _ dataset: DatasetKey,
        _ call: Call
    ) throws {
        let labelSet = call.parameters["labelSetId"]?.string ?? LabelSets.standard
        // The dataset may have been deleted while the pool was at work.
        let stages = try call.database.first(
            "SELECT pipeline_json FROM tools_datasets WHERE seq = ?", .int(dataset.seq)
        ) { LabellingStages(spec: try JSON(parsing: $0.text(0))) }
        guard let stages else { throw Problem.unknownDataset(dataset.id) }
        try LabelSets.require(labelSet, of: dataset.seq, call)
        let stage = call.parameters["stageId"]?.string ?? stages.first
        let key: [SQLValue] = [
            .int(dataset.seq), .text(labelSet), .text(kind.type),
            .text(call.parameters["sensor_id"]?.string ?? kind.usualSensor), .text(stage),
        ]
        let old = try call.database.first(
            "SELECT content FROM tools_paint WHERE dataset = ? AND label_set = ? AND type = ? AND sensor = ? AND stage = ?",
            key
        ) { $0.text(0) }
        if let old { try call.tenant.files.remove(old) }
        try call.database.execute(
            """
            INSERT INTO tools_paint(dataset, label_set, type, sensor, stage, stage_order, categories_json,
                frame_sizes_json, content)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET categories_json = excluded.categories_json,
                frame_sizes_json = excluded.frame_sizes_json, content = excluded.content
            """,
            key + [
                .int(stages.order(of: stage)),
                .text(JSON.array(metadata.categories.map(JSON.string)).description),
                .text(JSON.array(metadata.frameSizes.map(JSON.int)).description),
                .text(try call.tenant.files.keep(staged)),
            ])
    }

    /// Removes the bytes of a dataset's paint labels; their rows go with the dataset.
    static func removeContents(of dataset: Int, from tenant: Tenant) throws {
        let contents = try tenant.database.all("SELECT content FROM tools_paint WHERE dataset = ?", .int(dataset)) {
            $0.text(0)
        }
        for content in contents { try tenant.files.remove(content) }
    }
}
