// A record as its lifecycle sees it.

/// A record that moves: read anew in every transition.
public protocol LifecycleRecord: SendableMetatype {
    /// What outcomes know it by; nil for a kind whose end nobody can set beforehand.
    var outcomeSubject: OutcomeSubject? { get }
    /// Its value in the key column of its table.
    var key: Int { get }

    /// The record that a transition moves; nil when it is gone or no longer to be moved.
    init?(_ context: TransitionContext) throws
}

extension LifecycleRecord {
    /// No outcome fits.
    public var outcomeSubject: OutcomeSubject? { nil }
}
