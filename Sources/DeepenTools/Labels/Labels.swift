// Labels are read here, in their several shapes.

import Emulator
import JSON
import Store

/// Labels (specification, "Labels"). They are written by ``LabelImport``.
enum Labels {
    static let handlers: [String: Handler] = [
        "getFileLabels": ofFile,
        "getDatasetLabels": ofDataset,
        "getLabelsOfDatasets": ofDatasets,
        "importLabels": LabelImport.start,
    ]

    /// The position of labels whose file does not exist: behind all others.
    static let unknownPosition = 1 << 53

    // MARK: - Operations

    private static func ofFile(_ call: Call) throws -> Reply {
        let dataset = try call.dataset()
        let file = call.path("fileId")
        guard try DatasetFiles.exists(file, in: dataset, call.database) else {
            // The suffix may be part of the file's name.
            return try DatasetFiles.reply(call, dataset: dataset, file: file + "/labels")
        }
        var filter = LabelFilter(dataset.seq)
        filter.add("one.file = ?", .text(file))
        filter.add("one.label_set = ?", .text(labelSet(call)))
        narrow(&filter, call, isFinal: true)
        return try list(call, key: "labels", filter)
    }

    /// Three shapes: an array, an array under another key, or an object keyed by file in frame order.
    private static func ofDataset(_ call: Call) throws -> Reply {
        let dataset = try call.dataset()
        let isAll = call.parameters["all"]?.bool ?? false
        var filter = LabelFilter(dataset.seq)
        if isAll { filter.keepAllSets() } else { filter.add("one.label_set = ?", .text(labelSet(call))) }
        narrow(&filter, call, isFinal: call.parameters["final"]?.bool ?? false)
        let isFiltered = call.parameters["filter_existing_categories"]?.bool ?? false
        let categories = isFiltered ? try self.categories(of: dataset.seq, in: call.database) : nil
        if call.parameters["labels_with_file_ids_order"]?.bool == true {
            return try byFile(call, dataset, filter, categories)
        }
        return try list(call, key: isFiltered ? "all_labels" : "labels", filter, categories)
    }

    private static func ofDatasets(_ call: Call) throws -> Reply {
        let names = (call.body["dataset_ids"]?.array ?? []).compactMap(\.string)
        var rest = try names.map { try DatasetKey($0, for: call).seq }[...]
        var cursor = LabelCursor.start
        func next(into writer: inout JSONWriter) throws -> Int {
            var count = 0
            while let dataset = rest.first, count < Reply.sliceRows {
                var filter = LabelFilter(dataset)
                filter.add("one.label_set = ?", .text(labelSet(call)))
                filter.keepLastStage()
                let limit = Reply.sliceRows - count
                filter.keep(after: cursor)
                let found = try write(filter, nil, limit: limit, reaching: &cursor, call.database, into: &writer)
                count += found
                guard found < limit else { break }
                rest.removeFirst()
                cursor = .start
            }
            return count
        }
        return try .lists([("labels", next)])
    }

    // MARK: - Parts

    private static func labelSet(_ call: Call) -> String {
        call.parameters["labelSetId"]?.string ?? LabelSets.standard
    }

    private static func narrow(_ filter: inout LabelFilter, _ call: Call, isFinal: Bool) {
        if let sensor = call.parameters["sensor_id"]?.string { filter.add("one.sensor = ?", .text(sensor)) }
        if let stage = call.parameters["stageId"]?.string {
            filter.add("one.stage = ?", .text(stage))
        } else if isFinal {
            filter.keepLastStage()
        }
    }

    private static func list(
        _ call: Call, key: String, _ filter: LabelFilter, _ categories: Set<String>? = nil
    ) throws -> Reply {
        var cursor = LabelCursor.start
        func next(into writer: inout JSONWriter) throws -> Int {
            var rest = filter
            rest.keep(after: cursor)
            return try write(
                rest, categories, limit: Reply.sliceRows, reaching: &cursor, call.database, into: &writer)
        }
        return try .lists([(key, next)], check: { _ = try call.dataset() })
    }

    /// Every file has a key, in frame order: a published client compares their number with the frames.
    private static func byFile(
        _ call: Call, _ dataset: DatasetKey, _ filter: LabelFilter, _ categories: Set<String>?
    ) throws -> Reply {
        var files: ArraySlice<(position: Int, id: String)> = []
        var last = -1
        /// The last label of the file that is being written; nil between files.
        var cursor: LabelCursor?
        var isBegun = false
        return try .slicedJSON(check: { _ = try call.dataset() }) { writer in
            if !isBegun {
                writer.beginObject()
                writer.key("labels")
                writer.beginObject()
                isBegun = true
            }
            var budget = Reply.sliceRows
            while budget > 0 {
                if files.isEmpty { files = try self.files(of: dataset, after: last, call.database)[...] }
                guard let file = files.first else {
                    writer.endObject()
                    writer.endObject()
                    return true
                }
                if cursor == nil {
                    writer.key(file.id)
                    writer.beginArray()
                }
                var reached = cursor ?? .start
                var own = filter
                own.add("one.position = ?", .int(file.position))
                own.add("one.seq > ?", .int(reached.seq))
                let found = try write(
                    own, categories, limit: budget, reaching: &reached, call.database, into: &writer)
                cursor = reached
                if found < budget {
                    writer.endArray()
                    cursor = nil
                    last = file.position
                    files.removeFirst()
                }
                budget -= found + 1
            }
            return false
        }
    }

    private static func files(
        of dataset: DatasetKey, after position: Int, _ database: Database
    ) throws -> [(position: Int, id: String)] {
        try database.all(
            "SELECT position, id FROM tools_files WHERE dataset = ? AND position > ? ORDER BY position LIMIT ?",
            .int(dataset.seq), .int(position), .int(Reply.sliceRows)
        ) { ($0.int(0), $0.text(1)) }
    }

    /// Writes the first labels that a filter keeps; `cursor` is the last of them afterwards.
    ///
    /// - Returns: how many labels were read; when fewer than `limit`, there are no more.
    private static func write(
        _ filter: LabelFilter, _ categories: Set<String>?, limit: Int, reaching cursor: inout LabelCursor,
        _ database: Database,
        into writer: inout JSONWriter
    ) throws -> Int {
        var count = 0
        try database.each(
            """
            SELECT one.json, one.category, one.position, one.seq FROM tools_labels AS one
            WHERE \(filter.condition) ORDER BY one.position, one.seq LIMIT ?
            """,
            filter.values + [.int(limit)]
        ) { row in
            count += 1
            cursor = LabelCursor(position: row.int(2), seq: row.int(3))
            if let categories, !categories.contains(row.text(1)) { return }
            row.withText(0) { writer.raw($0) }
        }
        return count
    }

    /// The categories of the dataset's profile; nil when it has none to compare with.
    private static func categories(of dataset: Int, in database: Database) throws -> Set<String>? {
        let profile = try database.first(
            "SELECT profile_json FROM tools_datasets WHERE seq = ? AND profile_json IS NOT NULL", .int(dataset)
        ) { try JSON(parsing: $0.text(0)) }
        guard let features = profile?["features"]?.object else { return nil }
        return Set(features.flatMap { ($0.value["label_category_ids"]?.array ?? []).compactMap(\.string) })
    }
}
