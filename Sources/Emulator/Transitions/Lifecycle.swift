// A lifecycle as the start sees it, whatever its records are.

/// What a platform declares of the lifecycles of its records.
public protocol Lifecycle: Sendable {
    /// Every transition of such a record.
    var transitions: [Transition] { get }
    /// The waits that are read apart from those of the transitions.
    var timings: [Timing] { get }
    /// The queue in which such records wait for a worker, as settings name it.
    var queueName: String? { get }
    /// Puts right what would keep such records waiting for ever.
    ///
    /// - Returns: a sentence for each thing that was put right.
    func repair(in tenant: Tenant, at now: Instant) throws -> [String]
}
