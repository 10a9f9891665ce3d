// Imports labels, also untidy ones as published clients send them.

import Emulator
import HTTP
import JSON
import Store
import System

/// One import (specification, "POST /api/v2/datasets/{datasetId}/labels").
final class LabelImport {
    /// Labels that are stored at a time; other requests are served in between.
    private static let sliceSize = 200

    private let call: Call
    private let dataset: DatasetKey
    private let labelSet: String
    private var tasks: TaskCreation
    private let labels: [JSON]
    private let texts: LabelTexts
    private var next = 0
    private var positions: [String: (position: Int, sensor: String?)] = [:]

    static func start(_ call: Call) throws -> Reply {
        guard case .payload(let body) = call.request.body else {
            preconditionFailure("importLabels has no JSON body, and yet it passed its contract.")
        }
        guard body.count >= LabelTexts.smallBytes else { return try start(call, LabelTexts(of: body)) }
        return .later(lane: .reading(body.count), { try LabelTexts(of: body) }) { try start(call, $0) }
    }

    private static func start(_ call: Call, _ texts: LabelTexts) throws -> Reply {
        let run = try LabelImport(call, texts)
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

    private init(_ call: Call, _ texts: LabelTexts) throws {
        self.call = call
        self.texts = texts
        dataset = try call.dataset()
        labelSet = call.parameters["labelSetId"]?.string ?? LabelSets.standard
        labels = call.body["labels"]?.array ?? []
        try LabelSets.require(labelSet, of: dataset.seq, call)
        tasks = try TaskCreation(for: dataset.seq, in: call.tenant, now: call.now)
    }

    /// Stores the next labels.
    private func slice() throws {
        // The dataset may have been processed since the last slice, and may have files and tasks now.
        if next > 0 {
            tasks = try TaskCreation(for: dataset.seq, in: call.tenant, now: call.now)
            positions = [:]
        }
        var hasStarted = false
        for index in next..<min(next + Self.sliceSize, labels.count) {
            if try store(index) { hasStarted = true }
            next += 1
        }
        if tasks.isLabelling { try Progress.refresh(dataset.seq, hasStarted: hasStarted, in: call.database) }
    }

    /// Stores one label, replacing an older version with the same key.
    ///
    /// - Returns: whether a task has been started by it.
    private func store(_ index: Int) throws -> Bool {
        let label = labels[index]
        let file = label["file_id"]?.string ?? ""
        let id = label["label_id"]?.string ?? ""
        let (position, firstSensor) = try position(of: file)
        let stage = label["stage_id"]?.string ?? tasks.stages.first
        let sensor = label["sensor_id"]?.string ?? firstSensor ?? ""
        let order = tasks.stages.order(of: stage)
        let (category, type) = (label["label_category_id"]?.string ?? "", label["label_type"]?.string ?? "")
        let old = try call.database.first(
            """
            SELECT json FROM tools_labels
            WHERE dataset = ? AND label_set = ? AND file = ? AND sensor = ? AND label = ? AND stage = ?
            """,
            .int(dataset.seq), .text(labelSet), .text(file), .text(sensor), .text(id), .text(stage)
        ) { try JSON(parsing: $0.text(0)) }
        let members = serverMembers(of: label, stage: stage, sensor: sensor, old: old)
        let json = String(decoding: texts.text(at: index, replacing: members), as: UTF8.self)
        try call.database.execute(
            """
            INSERT INTO tools_labels(dataset, label_set, file, sensor, label, stage, stage_order, position, category,
                type, json)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET category = excluded.category, type = excluded.type, json = excluded.json
            """,
            .int(dataset.seq), .text(labelSet), .text(file), .text(sensor), .text(id), .text(stage), .int(order),
            .int(position), .text(category), .text(type), .text(json))
        guard tasks.isLabelling else { return false }
        try tasks.addLabel(id, file: file, type: type, category: category, labelSet: labelSet)
        return try startTasks(file: file, label: id, order: order)
    }

    /// A label is work: it puts the tasks of its stage that are ready in progress.
    ///
    /// - Returns: whether there were any.
    private func startTasks(file: String, label: String, order: Int) throws -> Bool {
        var changes = 0
        for (file, label) in [(file, ""), (tasks.isByFrame ? file : "", label)] {
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

    /// The members of a stored label that the server sets. The text `null` in the place of a number, as a published
    /// client sends it, counts as absent.
    private func serverMembers(of label: JSON, stage: String, sensor: String, old: JSON?) -> JSONObject {
        let now = JSON.int(call.now.microseconds / 1000)
        var members: JSONObject = ["dataset_id": .string(dataset.id)]
        if label["project_id"]?.string?.isEmpty ?? true { members["project_id"] = "defaultproject" }
        members["stage_id"] = .string(stage)
        members["label_set_id"] = .string(labelSet)
        if !sensor.isEmpty { members["sensor_id"] = .string(sensor) }
        if let created = old?["create_time_millis"], created.double != nil {
            members["create_time_millis"] = created
        } else if label["create_time_millis"]?.double == nil {
            members["create_time_millis"] = now
        }
        members["update_time_millis"] = now
        members["version"] = .int(old?["version"]?.int.map { $0 < .max ? $0 + 1 : $0 } ?? label["version"]?.int ?? 1)
        return members
    }

    /// The position of a file, and its first sensor.
    private func position(of file: String) throws -> (position: Int, sensor: String?) {
        if let known = positions[file] { return known }
        let found = try call.database.first(
            "SELECT position, sensors_json FROM tools_files WHERE dataset = ? AND id = ?", .int(dataset.seq),
            .text(file)
        ) { (position: $0.int(0), sensor: try JSON(parsing: $0.text(1))[0]?.string) }
        let position = found ?? (Labels.unknownPosition, nil)
        positions[file] = position
        return position
    }
}
