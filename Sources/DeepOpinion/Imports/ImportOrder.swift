// What an import has to do.

import Emulator

/// Where records come from and where they go.
struct ImportOrder {
    /// The project; nil for documents of a model without one.
    let project: Int?
    /// The group that the documents are added to, if any.
    let group: Int?
    /// The user to notify.
    let user: Int?
    /// The key of the stored lines.
    let content: String
    /// Whether the lines are removed afterwards.
    let ownsContent: Bool
    let plan: ImportPlan
    /// The transition that follows, and its subject.
    let done: Transition
    let subject: ScheduleSubject
}
