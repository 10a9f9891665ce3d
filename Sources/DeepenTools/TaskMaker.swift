// Makes the tasks of a dataset: one a stage for each file, object and attribute.

import Emulator
import JSON
import Store

/// Makes tasks (specification, "How tasks are created").
struct TaskMaker {
    /// What a task is about.
    struct Subject {
        var kind = "label_task"
        var file = ""
        var label = ""
        var attribute = ""
        var labelType: String?
        var category: String?
        var isItem = false
    }

    /// Whether the dataset's files are there, so that it has tasks.
    let isLabelling: Bool
    /// The stages of the dataset.
    let pipeline: Pipeline
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
                row.text(0), row.text(1), Pipeline(spec: try JSON(parsing: row.text(2))),
                try row.optionalText(3).map { try JSON(parsing: $0) }
            )
        }
        guard let row else { throw Problem.notFound("The dataset") }
        isLabelling = row.0 == "files_getting_labelled"
        isByFrame = row.1 == "frame_by_frame"
        pipeline = row.2
        profile = row.3 ?? [:]
        self.dataset = dataset
        self.tenant = tenant
        self.now = now
    }

    /// The tasks that a label set has from the start: those of files, of attributes, and of labels that are there.
    func addFirstTasks(labelSet: String) throws {
        let files = try tenant.database.all(
            "SELECT id FROM tools_files WHERE dataset = ? ORDER BY position", .int(dataset)
        ) { $0.text(0) }
        if isByFrame {
            for file in files { try add(Subject(kind: "file_task", file: file, isItem: true), labelSet: labelSet) }
        }
        for attribute in frameAttributes {
            for file in isByFrame ? files : [""] {
                try add(Subject(file: file, attribute: attribute), labelSet: labelSet)
            }
        }
        for attribute in datasetAttributes { try add(Subject(attribute: attribute), labelSet: labelSet) }
        let labels = try tenant.database.all(
            "SELECT file, label, type, category FROM tools_labels WHERE dataset = ? AND label_set = ? ORDER BY position, seq",
            .int(dataset), .text(labelSet)
        ) { ($0.text(0), $0.text(1), $0.text(2), $0.text(3)) }
        for (file, label, type, category) in labels {
            try addLabel(label, file: file, type: type, category: category, labelSet: labelSet)
        }
    }

    /// The tasks of a label, unless they are there.
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

    private func add(_ subject: Subject, labelSet: String) throws {
        for (order, stage) in pipeline.stages.enumerated() {
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

    /// Attributes of whole frames: those of scenes, and what a profile calls so (inferred).
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
