// The four kinds of projects and models, and what their tags consist of.

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
    /// Whether the labels are given and cannot be changed.
    var hasFixedLabels: Bool { self == .absa }
    /// The labels that a new project has.
    var firstLabels: [String] { self == .absa ? ["POS", "NEU", "NEG"] : [] }
}
