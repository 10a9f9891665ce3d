// The first tasks of a label set, created in parts.

/// The tasks that a label set has from the start: those of files and attributes, then those of labels that exist
/// already.
struct FirstTasks: Sendable {
    private let labelSet: String
    private var subjects: ArraySlice<TaskCreation.Subject>
    private var last = LabelCursor.start
    private var isComplete = false

    init(labelSet: String, _ creation: TaskCreation) throws {
        self.labelSet = labelSet
        subjects = try creation.firstSubjects()[...]
    }

    /// Creates the tasks of up to `count` further subjects.
    ///
    /// - Returns: whether all tasks are there.
    mutating func add(_ count: Int, _ creation: TaskCreation) throws -> Bool {
        guard subjects.isEmpty else {
            for subject in subjects.prefix(count) { try creation.add(subject, labelSet: labelSet) }
            subjects = subjects.dropFirst(count)
            return false
        }
        guard !isComplete else { return true }
        let added = try creation.addTasksOfLabels(count, labelSet: labelSet, after: &last)
        isComplete = added < count
        return isComplete
    }
}
