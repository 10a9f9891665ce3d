// When records go by themselves.

/// The removal of a record some time after its end.
public struct RecordExpiry<Record: LifecycleRecord>: Sendable {
    let name: String
    let seconds: @Sendable (Record) -> Int?

    /// - Parameters:
    ///   - name: the name of the transition.
    ///   - seconds: how long a record stays after its end; nil for ever.
    public init(_ name: String, seconds: @escaping @Sendable (Record) -> Int?) {
        self.name = name
        self.seconds = seconds
    }
}
