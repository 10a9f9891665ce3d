// Labels: read in their several shapes.

import Emulator
import JSON
import Store

/// Labels (specification, "Labels"). How they come in is in ``LabelImport``.
enum Labels {
    static let handlers: [String: Handler] = [
        "getFileLabels": ofFile,
        "getDatasetLabels": ofDataset,
        "getLabelsOfDatasets": ofDatasets,
        "importLabels": LabelImport.start,
    ]

    /// Where labels of files that do not exist stand: behind all others.
    static let nowhere = 1 << 53

    /// Which labels are wanted.
    private struct Filter {
        var condition: SQL = "one.dataset = ?"
        var values: [SQLValue]

        init(_ dataset: Int) {
            values = [.int(dataset)]
        }

        mutating func add(_ condition: SQL, _ value: SQLValue) {
            self.condition = self.condition + " AND " + condition
            values.append(value)
        }

        /// Labels of any label set. Sets are named all the same, for the index.
        mutating func keepAllSets() {
            add("one.label_set IN (SELECT id FROM tools_label_sets WHERE dataset = ?)", values[0])
        }

        mutating func keep(after place: Place) {
            condition = condition + " AND (one.position, one.seq) > (?, ?)"
            values += [.int(place.position), .int(place.seq)]
        }

        /// One version a label: that of its last stage.
        mutating func keepLastStage() {
            condition =
                condition + """
                     AND NOT EXISTS (SELECT 1 FROM tools_labels AS two WHERE two.dataset = one.dataset
                        AND two.label_set = one.label_set AND two.file = one.file AND two.sensor = one.sensor
                        AND two.label = one.label AND two.stage_order > one.stage_order)
                    """
        }
    }

    /// A place in the order of labels.
    private struct Place {
        var position = -1
        var seq = 0
    }

    // MARK: - Operations

    private static func ofFile(_ call: Call) throws -> Reply {
        let dataset = try call.dataset()
        let file = call.path("fileId")
        guard try DatasetFiles.exists(file, in: dataset, call.database) else {
            // The suffix may be part of the name.
            return try DatasetFiles.reply(call, dataset: dataset, file: file + "/labels")
        }
        var filter = Filter(dataset.seq)
        filter.add("one.file = ?", .text(file))
        filter.add("one.label_set = ?", .text(labelSet(call)))
        narrow(&filter, call, isFinal: true)
        return try list(call, key: "labels", filter)
    }

    /// Three shapes: an array, an array under another key, or an object keyed by file in frame order.
    private static func ofDataset(_ call: Call) throws -> Reply {
        let dataset = try call.dataset()
        let isAll = call.parameters["all"]?.bool ?? false
        var filter = Filter(dataset.seq)
        if isAll { filter.keepAllSets() } else { filter.add("one.label_set = ?", .text(labelSet(call))) }
        narrow(&filter, call, isFinal: call.parameters["final"]?.bool ?? false)
        let categories =
            call.parameters["filter_existing_categories"]?.bool == true
            ? try self.categories(of: dataset.seq, in: call.database) : nil
        if call.parameters["labels_with_file_ids_order"]?.bool == true {
            return try byFile(call, dataset, filter, categories)
        }
        let isFiltered = call.parameters["filter_existing_categories"]?.bool == true
        return try list(call, key: isFiltered ? "all_labels" : "labels", filter, categories)
    }

    private static func ofDatasets(_ call: Call) throws -> Reply {
        let names = (call.body["dataset_ids"]?.array ?? []).compactMap(\.string)
        var rest = try names.map { try DatasetKey($0, for: call).seq }[...]
        var place = Place()
        func next(into writer: inout JSONWriter) throws -> Int {
            var count = 0
            while let dataset = rest.first, count < Reply.sliceRows {
                var filter = Filter(dataset)
                filter.add("one.label_set = ?", .text(labelSet(call)))
                filter.keepLastStage()
                let limit = Reply.sliceRows - count
                filter.keep(after: place)
                let found = try write(filter, nil, limit: limit, reaching: &place, call.database, into: &writer)
                count += found
                guard found < limit else { break }
                rest.removeFirst()
                place = Place()
            }
            return count
        }
        return try .lists([("labels", next)])
    }

    // MARK: - Parts

    private static func labelSet(_ call: Call) -> String {
        call.parameters["labelSetId"]?.string ?? LabelSets.standard
    }

    private static func narrow(_ filter: inout Filter, _ call: Call, isFinal: Bool) {
        if let sensor = call.parameters["sensor_id"]?.string { filter.add("one.sensor = ?", .text(sensor)) }
        if let stage = call.parameters["stageId"]?.string {
            filter.add("one.stage = ?", .text(stage))
        } else if isFinal {
            filter.keepLastStage()
        }
    }

    private static func list(
        _ call: Call, key: String, _ filter: Filter, _ categories: Set<String>? = nil
    ) throws -> Reply {
        var place = Place()
        func next(into writer: inout JSONWriter) throws -> Int {
            var rest = filter
            rest.keep(after: place)
            return try write(
                rest, categories, limit: Reply.sliceRows, reaching: &place, call.database, into: &writer)
        }
        return try .lists([(key, next)], check: { _ = try call.dataset() })
    }

    /// Every file has its key, in frame order: a published client counts them against the frames.
    private static func byFile(
        _ call: Call, _ dataset: DatasetKey, _ filter: Filter, _ categories: Set<String>?
    ) throws -> Reply {
        var files: ArraySlice<(position: Int, id: String)> = []
        var last = -1
        var place: Place?
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
                if place == nil {
                    writer.key(file.id)
                    writer.beginArray()
                }
                var reached = place ?? Place()
                var own = filter
                own.add("one.position = ?", .int(file.position))
                own.add("one.seq > ?", .int(reached.seq))
                let found = try write(
                    own, categories, limit: budget, reaching: &reached, call.database, into: &writer)
                place = reached
                if found < budget {
                    writer.endArray()
                    place = nil
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

    /// Writes the first labels that a filter keeps, as far as `place` afterwards.
    ///
    /// - Returns: how many were looked at; fewer than `limit` were the last ones.
    private static func write(
        _ filter: Filter, _ categories: Set<String>?, limit: Int, reaching place: inout Place, _ database: Database,
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
            place = Place(position: row.int(2), seq: row.int(3))
            if let categories, !categories.contains(row.text(1)) { return }
            row.withText(0) { writer.raw($0) }
        }
        return count
    }

    /// The categories of the dataset's profile; nil when it has none, and so nothing to compare with.
    private static func categories(of dataset: Int, in database: Database) throws -> Set<String>? {
        let profile = try database.first(
            "SELECT profile_json FROM tools_datasets WHERE seq = ? AND profile_json IS NOT NULL", .int(dataset)
        ) { try JSON(parsing: $0.text(0)) }
        guard let features = profile?["features"]?.object else { return nil }
        return Set(features.flatMap { ($0.value["label_category_ids"]?.array ?? []).compactMap(\.string) })
    }
}
