// Fills a dataset from its upload: files, then the first tasks, a few hundred at a time.

import Emulator
import JSON
import Store

/// The position in the files and first tasks of one upload. Requests are served between its steps, and what they change
/// counts.
struct DatasetFilling: Sendable {
    /// Rows of one step: a few milliseconds.
    private static let sliceSize = 200

    private let job: ProcessingJob
    private let contents: DatasetContents
    private var nextFile = 0
    private var labelSets: [String: FirstTasks] = [:]

    /// Removes what an earlier attempt left behind: after a restart the work begins anew.
    init(_ job: ProcessingJob, with contents: DatasetContents, in database: Database) throws {
        self.job = job
        self.contents = contents
        try database.execute("DELETE FROM tools_tasks WHERE dataset = ?", .int(job.key))
        try database.execute("DELETE FROM tools_files WHERE dataset = ?", .int(job.key))
    }

    /// Does the next part.
    ///
    /// - Returns: whether it was the last one, so that the dataset is ready.
    mutating func next(_ context: TransitionContext) throws -> Bool {
        guard nextFile == contents.frames.count else {
            try addFiles(context.database)
            return false
        }
        let creation = try TaskCreation(for: job.key, in: context.tenant, now: context.now)
        let sets = try context.database.all(
            "SELECT id FROM tools_label_sets WHERE dataset = ? ORDER BY position", .int(job.key)
        ) { $0.text(0) }
        for set in sets {
            var tasks = try labelSets[set] ?? FirstTasks(labelSet: set, creation)
            let isComplete = try tasks.add(Self.sliceSize, creation)
            labelSets[set] = tasks
            guard isComplete else { return false }
        }
        for set in sets { try creation.addTasksOfNewLabels(labelSet: set) }
        return true
    }

    private mutating func addFiles(_ database: Database) throws {
        for frame in contents.frames[nextFile...].prefix(Self.sliceSize) {
            try database.execute(
                "INSERT INTO tools_files(dataset, position, id, sensors_json, size) VALUES (?, ?, ?, ?, ?)",
                .int(job.key), .int(nextFile), .text(frame.id),
                .text(JSON.array(frame.sensors.map(JSON.string)).description), .optional(frame.size))
            nextFile += 1
        }
        guard nextFile == contents.frames.count else { return }
        // Labels may have been imported before the files were known.
        try database.execute(
            """
            UPDATE tools_labels SET position = ifnull(
                (SELECT position FROM tools_files WHERE dataset = ?1 AND id = tools_labels.file), position)
            WHERE dataset = ?1
            """,
            .int(job.key))
    }

    /// The values of a dataset whose files and tasks are complete, in the order of the lifecycle's end.
    var finalValues: [SQLValue] {
        [
            .null, .text("Labelling"), .text("ready"), .optional(contents.sensorConfig?.description),
            .optional(contents.frameSizes?.description),
        ]
    }
}
