// A step on the way of a record.

/// The transition that brings a record into a state on its way.
public struct RecordPassage: Sendable {
    let name: String
    let state: String?
    let takesOutcome: Bool

    /// A transition and the state that it enters.
    ///
    /// - Parameters:
    ///   - name: the name of the transition, and of its wait.
    ///   - state: nil when the record stays in the state that it is in.
    ///   - takesOutcome: whether the outcome is looked for here, and not only when the work begins.
    public init(_ name: String, to state: String? = nil, takesOutcome: Bool = false) {
        self.name = name
        self.state = state
        self.takesOutcome = takesOutcome
    }
}
