// Labels come in: untidy ones too, as published clients send them.

import Emulator
import JSON
import Store

/// One import (specification, "POST /api/v2/datasets/{datasetId}/labels").
final class LabelImport {
    /// Labels that are stored at a time, so that sockets stay served.
    private static let sliceSize = 1000

    private let call: Call
    private let dataset: DatasetKey
    private let labelSet: String
    private var maker: TaskMaker
    private let labels: [JSON]
    private var next = 0
    private var positions: [String: (position: Int, sensor: String?)] = [:]

    static func start(_ call: Call) throws -> Reply {
        let run = try LabelImport(call)
        guard run.labels.count > sliceSize else {
            while run.next < run.labels.count { try run.slice() }
            return .json([:])
        }
        return .slices {
            guard try call.database.exists("SELECT 1 FROM tools_datasets WHERE seq = ?", .int(run.dataset.seq)) else {
                throw Problem.unknownDataset(run.dataset.id)
            }
            try run.slice()
            return run.next < run.labels.count ? .again : .done(.json([:]))
        }
    }

    private init(_ call: Call) throws {
        self.call = call
        dataset = try call.dataset()
        labelSet = call.parameters["labelSetId"]?.string ?? LabelSets.standard
        labels = call.body["labels"]?.array ?? []
        try LabelSets.require(labelSet, of: dataset.seq, call)
        maker = try TaskMaker(for: dataset.seq, in: call.tenant, now: call.now)
    }

    /// Stores the next labels.
    private func slice() throws {
        // The dataset may have been processed since the last slice, and has files and tasks now.
        if next > 0 {
            maker = try TaskMaker(for: dataset.seq, in: call.tenant, now: call.now)
            positions = [:]
        }
        var isTakenUp = false
        for label in labels[next...].prefix(Self.sliceSize) {
            if try store(label) { isTakenUp = true }
            next += 1
        }
        if maker.isLabelling { try Progress.refresh(dataset.seq, isTakenUp: isTakenUp, in: call.database) }
    }

    /// Stores one label, in place of an older version with the same key.
    ///
    /// - Returns: whether somebody's work has begun with it.
    private func store(_ label: JSON) throws -> Bool {
        let file = label["file_id"]?.string ?? ""
        let id = label["label_id"]?.string ?? ""
        let (position, firstSensor) = try place(of: file)
        let stage = label["stage_id"]?.string ?? maker.pipeline.stages.first ?? "Labelling"
        let sensor = label["sensor_id"]?.string ?? firstSensor ?? ""
        let order = maker.pipeline.order(of: stage)
        let (category, type) = (label["label_category_id"]?.string ?? "", label["label_type"]?.string ?? "")
        let old = try call.database.first(
            """
            SELECT json FROM tools_labels
            WHERE dataset = ? AND label_set = ? AND file = ? AND sensor = ? AND label = ? AND stage = ?
            """,
            .int(dataset.seq), .text(labelSet), .text(file), .text(sensor), .text(id), .text(stage)
        ) { try JSON(parsing: $0.text(0)) }
        let json = completed(label, stage: stage, sensor: sensor, old: old)
        try call.database.execute(
            """
            INSERT INTO tools_labels(dataset, label_set, file, sensor, label, stage, stage_order, position, category,
                type, json)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET category = excluded.category, type = excluded.type, json = excluded.json
            """,
            .int(dataset.seq), .text(labelSet), .text(file), .text(sensor), .text(id), .text(stage), .int(order),
            .int(position), .text(category), .text(type), .text(json.description))
        guard maker.isLabelling else { return false }
        try maker.addLabel(id, file: file, type: type, category: category, labelSet: labelSet)
        return try takeUp(file: file, label: id, order: order)
    }

    /// Labels are work: a task of their stage that was ready is in progress with them.
    private func takeUp(file: String, label: String, order: Int) throws -> Bool {
        var changes = 0
        for (file, label) in [(file, ""), (maker.isByFrame ? file : "", label)] {
            try call.database.execute(
                """
                UPDATE tools_tasks SET status = 'in_progress', updated = ?
                WHERE dataset = ? AND label_set = ? AND file = ? AND label = ? AND attribute = '' AND stage_order = ?
                    AND status = 'ready'
                """,
                .int(call.now.microseconds), .int(dataset.seq), .text(labelSet), .text(file), .text(label), .int(order))
            changes += call.database.changes
        }
        return changes > 0
    }

    /// The label as it is stored: what the client sent, with the server's own words where it has some. Numbers that are
    /// the text `null`, as a published client sends them, count as absent.
    private func completed(_ label: JSON, stage: String, sensor: String, old: JSON?) -> JSON {
        var members = label.object ?? [:]
        let now = JSON.int(call.now.microseconds / 1000)
        members["dataset_id"] = .string(dataset.id)
        if members["project_id"]?.string?.isEmpty ?? true { members["project_id"] = "defaultproject" }
        members["stage_id"] = .string(stage)
        members["label_set_id"] = .string(labelSet)
        if !sensor.isEmpty { members["sensor_id"] = .string(sensor) }
        let created = old?["create_time_millis"] ?? members["create_time_millis"]
        members["create_time_millis"] = created?.double != nil ? created : now
        members["update_time_millis"] = now
        members["version"] = .int(old?["version"]?.int.map { $0 < .max ? $0 + 1 : $0 } ?? members["version"]?.int ?? 1)
        return .object(members)
    }

    /// Where a file stands, and its first sensor.
    private func place(of file: String) throws -> (position: Int, sensor: String?) {
        if let known = positions[file] { return known }
        let found = try call.database.first(
            "SELECT position, sensors_json FROM tools_files WHERE dataset = ? AND id = ?", .int(dataset.seq),
            .text(file)
        ) { (position: $0.int(0), sensor: try JSON(parsing: $0.text(1))[0]?.string) }
        let place = found ?? (Labels.nowhere, nil)
        positions[file] = place
        return place
    }
}
