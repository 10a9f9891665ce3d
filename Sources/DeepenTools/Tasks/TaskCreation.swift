// Creates the tasks of a dataset: for each file, object and attribute, one in every stage.

import Emulator
import JSON
import Store

/// Creates tasks (specification, "How tasks are created").
struct TaskCreation {
    /// What a task is about.
    struct Subject: Sendable {
        var kind = "label_task"
        var file = ""
        var label = ""
        var attribute = ""
        var labelType: String?
        var category: String?
        var isItem = false
    }

    /// Whether the dataset has files, and so tasks.
    let isLabelling: Bool
    /// The stages of the dataset.
    let stages: LabellingStages
    /// Whether work is done frame by frame; otherwise an object is followed through all frames.
    let isByFrame: Bool
    private let dataset: Int
    private let profile: JSON
    private let tenant: Tenant
    private let now: Instant

    init(for dataset: Int, in tenant: Tenant, now: Instant) throws {
        let row = try tenant.database.first(
            "SELECT status, mode, pipeline_json, profile_json FROM tools_datasets WHERE seq = ?", .int(dataset)
        ) { row in
            (
                status: row.text(0), mode: row.text(1),
                stages: LabellingStages(spec: try JSON(parsing: row.text(2))),
                profile: try row.optionalText(3).map { try JSON(parsing: $0) }
            )
        }
        guard let row else { throw Problem.notFound("The dataset") }
        isLabelling = row.status == "files_getting_labelled"
        isByFrame = row.mode == "frame_by_frame"
        stages = row.stages
        profile = row.profile ?? [:]
        self.dataset = dataset
        self.tenant = tenant
        self.now = now
    }

    /// What a label set has tasks for from the start, labels aside: files and attributes.
    func firstSubjects() throws -> [Subject] {
        let files = try tenant.database.all(
            "SELECT id FROM tools_files WHERE dataset = ? ORDER BY position", .int(dataset)
        ) { $0.text(0) }
        let items = isByFrame ? files.map { Subject(kind: "file_task", file: $0, isItem: true) } : []
        let frames = frameAttributes.flatMap { attribute in
            (isByFrame ? files : [""]).map { Subject(file: $0, attribute: attribute) }
        }
        return items + frames + datasetAttributes.map { Subject(attribute: $0) }
    }

    /// Creates the tasks that a label set has from the start: those of files, of attributes, and of existing labels.
    func addFirstTasks(labelSet: String) throws {
        var tasks = try FirstTasks(labelSet: labelSet, self)
        while try !tasks.add(1000, self) {}
    }

    /// Creates the tasks of labels behind a cursor, which moves on.
    ///
    /// - Returns: how many labels there were, at most `count`.
    func addTasksOfLabels(_ count: Int, labelSet: String, after last: inout LabelCursor) throws -> Int {
        let labels = try tenant.database.all(
            """
            SELECT file, label, type, category, position, seq FROM tools_labels
            WHERE dataset = ? AND label_set = ? AND (position, seq) > (?, ?) ORDER BY position, seq LIMIT ?
            """,
            .int(dataset), .text(labelSet), .int(last.position), .int(last.seq), .int(count)
        ) { ($0.text(0), $0.text(1), $0.text(2), $0.text(3), LabelCursor(position: $0.int(4), seq: $0.int(5))) }
        for (file, label, type, category, cursor) in labels {
            try addLabel(label, file: file, type: type, category: category, labelSet: labelSet)
            last = cursor
        }
        return labels.count
    }

    /// Creates the tasks of labels that have none yet.
    func addTasksOfNewLabels(labelSet: String) throws {
        let labels = try tenant.database.all(
            """
            SELECT l.file, l.label, l.type, l.category FROM tools_labels l
            WHERE l.dataset = ? AND l.label_set = ? AND NOT EXISTS (SELECT 1 FROM tools_tasks t
                WHERE t.dataset = l.dataset AND t.label_set = l.label_set AND t.file = iif(?, l.file, '')
                    AND t.label = l.label AND t.attribute = '' AND t.stage_order = 0)
            ORDER BY l.position, l.seq
            """,
            .int(dataset), .text(labelSet), .bool(isByFrame)
        ) { ($0.text(0), $0.text(1), $0.text(2), $0.text(3)) }
        for (file, label, type, category) in labels {
            try addLabel(label, file: file, type: type, category: category, labelSet: labelSet)
        }
    }

    /// Creates the tasks of a label that has none yet.
    func addLabel(_ label: String, file: String, type: String, category: String, labelSet: String) throws {
        let subject = Subject(
            file: isByFrame ? file : "", label: label, labelType: type, category: category, isItem: !isByFrame)
        let isThere = try tenant.database.exists(
            """
            SELECT 1 FROM tools_tasks
            WHERE dataset = ? AND label_set = ? AND file = ? AND label = ? AND attribute = '' AND stage_order = 0
            """,
            .int(dataset), .text(labelSet), .text(subject.file), .text(label))
        if !isThere { try add(subject, labelSet: labelSet) }
    }

    /// Creates the tasks of a subject that it does not have yet, one for each stage.
    func add(_ subject: Subject, labelSet: String) throws {
        for (order, stage) in stages.ids.enumerated() {
            try tenant.database.execute(
                """
                INSERT INTO tools_tasks(id, dataset, kind, label_set, file, label, attribute, stage_order, stage,
                    label_type, category, status, is_item, created, updated)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                """,
                .text(tenant.identifiers.alphanumeric(24)), .int(dataset), .text(subject.kind), .text(labelSet),
                .text(subject.file), .text(subject.label), .text(subject.attribute), .int(order), .text(stage),
                .optional(subject.labelType), .optional(subject.category), .text(order == 0 ? "ready" : "waiting"),
                .bool(subject.isItem), .int(now.microseconds), .int(now.microseconds))
        }
    }

    /// Attributes of whole frames: those of scenes, and the `frame_attributes` of a profile (inferred).
    private var frameAttributes: [String] {
        let scene = profile["features"]?["scene"]?["attributes"]?.object?.keys ?? []
        let named = profile["frame_attributes"]?.object?.keys ?? []
        return scene + named.filter { !scene.contains($0) }
    }

    /// Attributes of the whole dataset (inferred), without those that frames have.
    private var datasetAttributes: [String] {
        let frame = frameAttributes
        return (profile["dataset_attributes"]?.object?.keys ?? []).filter { isByFrame || !frame.contains($0) }
    }
}
