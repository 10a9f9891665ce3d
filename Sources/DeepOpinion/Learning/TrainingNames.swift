// The classes and labels that a classifier learns.

import Store

/// The names and numbers of the classes and labels that a classifier may predict.
struct TrainingNames: Sendable {
    let type: TaskType
    let classes: [String]
    let labels: [String]
    let classNumbers: [Int]
    let labelNumbers: [Int]
}

extension TrainingNames {
    /// The names of a project, in the order of their numbers.
    init(project: Int, type: TaskType, _ database: Database) throws {
        let classes = try database.all(
            "SELECT id, name FROM studio_classes WHERE project = ? ORDER BY id", .int(project)
        ) { ($0.int(0), $0.text(1)) }
        let labels = try database.all(
            "SELECT id, name FROM studio_labels WHERE project = ? ORDER BY id", .int(project)
        ) { ($0.int(0), $0.text(1)) }
        self.init(
            type: type, classes: classes.map(\.1), labels: labels.map(\.1), classNumbers: classes.map(\.0),
            labelNumbers: labels.map(\.0))
    }
}
