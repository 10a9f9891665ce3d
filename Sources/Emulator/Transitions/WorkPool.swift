// Where work off the loop is run.

/// Runs work off the loop. The host has a thread pool; tests run everything in place.
public protocol WorkPool: AnyObject {
    /// Runs `work` elsewhere, then `completion` on the loop with what it returned or threw.
    ///
    /// - Parameters:
    ///   - lane: how long it may take.
    ///   - owner: whose work it is. Owners with much work to do do not keep others waiting.
    func run(
        _ work: @escaping @Sendable () throws -> any Sendable, lane: WorkLane, owner: String,
        completion: @escaping (Result<any Sendable, any Error>) -> Void)
}

/// How long work may take.
public enum WorkLane: Sendable {
    /// Some milliseconds, whatever a client sends: it always finds a thread.
    case short
    /// Seconds: reading files, training, extraction. It never takes all threads.
    case long

    /// The lane of work that takes time in proportion to its input.
    public static func reading(_ bytes: Int) -> WorkLane { bytes <= 1 << 20 ? .short : .long }
}
