// The four types of projects and models, and what their tags have.

/// A task type (specification, "Task types").
enum TaskType: String, CaseIterable, Sendable {
    case absa = "ABSA"
    case classes = "CLASS"
    case labels = "LABEL"
    case classesAndLabels = "CLASSLABEL"

    /// Whether tags have a class.
    var hasClasses: Bool { self != .labels }
    /// Whether tags have a label.
    var hasLabels: Bool { self != .classes }
    /// Whether the labels are fixed.
    var hasFixedLabels: Bool { self == .absa }
    /// The labels that a new project has.
    var firstLabels: [String] { self == .absa ? ["POS", "NEU", "NEG"] : [] }
}
