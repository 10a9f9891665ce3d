// Filling a dataset with what its upload has: files, then the first tasks, a few hundred at a time.

import Emulator
import JSON
import Store

/// The way through the files and the first tasks of one upload. Requests are served between its steps, so what they
/// have changed meanwhile counts.
struct DatasetFilling: Sendable {
    /// Rows of one step: a few milliseconds.
    private static let sliceSize = 200

    private let job: ProcessingJob
    private let contents: DatasetContents
    private var nextFile = 0
    private var labelSets: [String: FirstTasks] = [:]

    /// Takes away what an earlier attempt left behind: a process that ended in the middle begins anew.
    init(_ job: ProcessingJob, with contents: DatasetContents, in database: Database) throws {
        self.job = job
        self.contents = contents
        try database.execute("DELETE FROM tools_tasks WHERE dataset = ?", .int(job.seq))
        try database.execute("DELETE FROM tools_files WHERE dataset = ?", .int(job.seq))
    }

    /// Does the next part.
    ///
    /// - Returns: whether it was the last one; the dataset is ready then.
    mutating func next(_ context: TransitionContext) throws -> Bool {
        guard nextFile == contents.frames.count else {
            try addFiles(context.database)
            return false
        }
        let maker = try TaskMaker(for: job.seq, in: context.tenant, now: context.now)
        let sets = try context.database.all(
            "SELECT id FROM tools_label_sets WHERE dataset = ? ORDER BY position", .int(job.seq)
        ) { $0.text(0) }
        for set in sets {
            var tasks = try labelSets[set] ?? FirstTasks(labelSet: set, maker)
            let isComplete = try tasks.add(Self.sliceSize, maker)
            labelSets[set] = tasks
            guard isComplete else { return false }
        }
        try finish(sets, maker, context.database)
        return true
    }

    private mutating func addFiles(_ database: Database) throws {
        for frame in contents.frames[nextFile...].prefix(Self.sliceSize) {
            try database.execute(
                "INSERT INTO tools_files(dataset, position, id, sensors_json, size) VALUES (?, ?, ?, ?, ?)",
                .int(job.seq), .int(nextFile), .text(frame.id),
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
            .int(job.seq))
    }

    private func finish(_ sets: [String], _ maker: TaskMaker, _ database: Database) throws {
        for set in sets { try maker.addTasksOfNewLabels(labelSet: set) }
        try database.execute(
            """
            UPDATE tools_datasets SET status = 'files_getting_labelled', message = NULL, stage = 'Labelling',
                stage_status = 'ready', sensors_json = ?, frame_sizes_json = ?
            WHERE seq = ?
            """,
            .optional(contents.sensorConfig?.description),
            .optional(job.format.hasPoints ? contents.frameSizes.description : nil), .int(job.seq))
    }
}

/// The tasks that a label set has from the start, added in parts: those of files and attributes, then those of labels
/// that are there.
struct FirstTasks: Sendable {
    private let labelSet: String
    private var subjects: ArraySlice<TaskMaker.Subject>
    private var last = TaskMaker.LabelPlace.start
    private var isComplete = false

    init(labelSet: String, _ maker: TaskMaker) throws {
        self.labelSet = labelSet
        subjects = try maker.firstSubjects()[...]
    }

    /// Adds the tasks of up to `count` subjects.
    ///
    /// - Returns: whether all are there.
    mutating func add(_ count: Int, _ maker: TaskMaker) throws -> Bool {
        guard subjects.isEmpty else {
            for subject in subjects.prefix(count) { try maker.add(subject, labelSet: labelSet) }
            subjects = subjects.dropFirst(count)
            return false
        }
        guard !isComplete else { return true }
        let added = try maker.addTasksOfLabels(count, labelSet: labelSet, after: &last)
        isComplete = added < count
        return isComplete
    }
}
