// The progress of a dataset's labelling: counters by label set, stage and status.

import Emulator
import JSON
import Store

/// The progress of one dataset (specification, "What the counters count").
struct Progress {
    /// The key, beside those of the stages, of the items that are done in all stages.
    static let finishedKey = "__ALL_STAGES_DONE"
    /// The key of the number of all items.
    static let totalKey = "__TOTAL"

    /// The five counters of one stage.
    struct Counts {
        var done = 0
        var failed = 0
        var inProgress = 0
        var ready = 0
        var waiting = 0

        mutating func add(_ count: Int, of status: String) {
            switch status {
            case "submitted", "accepted": done += count
            case "rejected": failed += count
            case "in_progress": inProgress += count
            case "ready": ready += count
            default: waiting += count
            }
        }

        var total: Int { done + failed + inProgress + ready + waiting }
        /// Whether work on one of the items has started.
        var hasStarted: Bool { done + failed + inProgress > 0 }
    }

    /// The label sets in order, each with the counters of every stage.
    private let sets: [(id: String, counts: [Counts])]
    private let stages: LabellingStages

    init(of dataset: Int, stages: LabellingStages, in database: Database) throws {
        self.stages = stages
        var sets = try database.all(
            "SELECT id FROM tools_label_sets WHERE dataset = ? ORDER BY position", .int(dataset)
        ) { (id: $0.text(0), counts: Array(repeating: Counts(), count: stages.ids.count)) }
        let indices = Dictionary(sets.enumerated().map { ($1.id, $0) }) { first, _ in first }
        try database.each(
            "SELECT label_set, stage_order, status, count FROM tools_task_counts WHERE dataset = ?", .int(dataset)
        ) { row in
            guard let index = indices[row.text(0)], sets[index].counts.indices.contains(row.int(1)) else { return }
            sets[index].counts[row.int(1)].add(row.int(3), of: row.text(2))
        }
        self.sets = sets
    }

    /// Writes the three forms of the counters, and the old `status`.
    func write(isByFrame: Bool, into writer: inout JSONWriter) {
        let main = sets.first?.counts ?? []
        writer.key("pipeline_stage_status")
        write(main, into: &writer)
        writer.key("pipeline_status")
        writer.beginObject()
        for (stage, counts) in zip(stages.ids, main) {
            writer.key(stage)
            writer.int(counts.done)
        }
        // An item is done in a stage only when it is done in all earlier ones, so the last stage tells.
        let finished = main.last?.done ?? 0
        writer.key(Self.finishedKey)
        writer.int(finished)
        writer.key(Self.totalKey)
        writer.int(main.first?.total ?? 0)
        writer.endObject()
        writer.key("pipeline_status_by_label_set_id")
        writer.beginObject()
        for set in sets {
            writer.key(set.id)
            write(set.counts, into: &writer)
        }
        writer.endObject()
        guard isByFrame else { return }
        writer.key("status")
        writer.beginObject()
        writer.field("finished", finished)
        writer.endObject()
    }

    private func write(_ counts: [Counts], into writer: inout JSONWriter) {
        writer.beginObject()
        for (stage, counts) in zip(stages.ids, counts) {
            writer.key(stage)
            writer.beginObject()
            writer.field("done", counts.done)
            writer.field("failed", counts.failed)
            writer.field("in_progress", counts.inProgress)
            writer.field("ready", counts.ready)
            writer.field("waiting", counts.waiting)
            writer.endObject()
        }
        writer.endObject()
    }

    // MARK: - Status of the labelling

    /// Updates `current_stage_status` of a dataset in labelling after some of its tasks have moved.
    ///
    /// - Parameter hasStarted: whether work on a task has started, even on one that is not counted.
    static func refresh(_ dataset: Int, hasStarted: Bool = false, in database: Database) throws {
        let row = try database.first(
            """
            SELECT pipeline_json, stage_status FROM tools_datasets
            WHERE seq = ? AND status = 'files_getting_labelled'
            """,
            .int(dataset)
        ) { (stages: LabellingStages(spec: try JSON(parsing: $0.text(0))), status: $0.text(1)) }
        guard let row else { return }
        let progress = try Progress(of: dataset, stages: row.stages, in: database)
        let counts = progress.sets.flatMap(\.counts)
        let isDone = counts.contains { $0.total > 0 } && counts.allSatisfy { $0.total == $0.done }
        let isUntouched = row.status == "ready" && !hasStarted && !counts.contains(where: \.hasStarted)
        let status = isDone ? "done" : isUntouched ? "ready" : "in_progress"
        try database.execute(
            "UPDATE tools_datasets SET stage = 'Labelling', stage_status = ? WHERE seq = ?", .text(status),
            .int(dataset))
    }
}
