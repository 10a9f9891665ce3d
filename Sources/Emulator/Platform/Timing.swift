// The name of a wait.

/// One of the waits of ``Timings``. Which there are is checked at the start: each is in `fixtures/timings.json`, and
/// each there is declared by a platform.
public struct Timing: Sendable, Hashable {
    /// For example `deepva.job.finish`.
    public let name: String

    /// The timing with that name.
    public init(_ name: String) {
        self.name = name
    }
}
