// Moves a tenant's clock forward and runs, in order, everything that becomes due.

/// One advance, done in slices so that other requests are served in between. Advances of one tenant run one after the
/// other. Each waits for webhook deliveries in flight before the clock moves on and before it ends, so that the answer
/// of a receiver is dated by the instant of its delivery.
public final class ClockAdvance {
    /// The most transitions that one advance runs.
    public static let maximumTransitions = 100_000
    private static let sliceSize = 200

    /// The transitions that have run, in order; the worker adds to them.
    public internal(set) var ran: [RanTransition] = []
    /// Whether the advance reached its target.
    public private(set) var isComplete = false

    private let emulator: Emulator
    private let tenant: Tenant
    private let target: ClockTarget
    /// The end of an advance by a span of time, known when it starts.
    private var end: Instant?
    private var instant: Instant?

    /// An advance of `tenant` to `target`; nothing happens before the first slice.
    public init(_ emulator: Emulator, _ tenant: Tenant, to target: ClockTarget) {
        self.emulator = emulator
        self.tenant = tenant
        self.target = target
    }

    /// Does a part of the advance.
    ///
    /// - Parameter reply: makes the answer when the advance is over.
    public func slice(_ reply: (ClockAdvance) throws -> Reply) throws -> Reply.Slice {
        let worker = emulator.worker(of: tenant)
        guard worker.advance == nil || worker.advance === self, !worker.isBusy else { return .waiting }
        worker.advance = self
        if end == nil, case .by(let microseconds) = target { end = tenant.now.advanced(byMicroseconds: microseconds) }
        var budget = min(Self.sliceSize, Self.maximumTransitions - ran.count)
        while budget > 0 {
            let stop = try nextStop()
            if tenant.outbox.isBusy, stop.map({ $0 > tenant.now }) ?? true { return .waiting }
            guard let stop else {
                if let end { tenant.moveClock(to: end) }
                isComplete = true
                return try finish(reply)
            }
            tenant.moveClock(to: stop)
            budget -= try worker.run(dueBy: stop, limit: budget)
            if worker.isBusy { return worker.isPaused ? .again : .waiting }
        }
        return ran.count >= Self.maximumTransitions ? try finish(reply) : .again
    }

    /// Stores the new time even when nothing ran, like every other write that is answered.
    private func finish(_ reply: (ClockAdvance) throws -> Reply) throws -> Reply.Slice {
        emulator.worker(of: tenant).advance = nil
        try tenant.storeClock()
        return .done(try reply(self))
    }

    /// The instant up to which rows run next; nil at the end of the advance.
    private func nextStop() throws -> Instant? {
        switch target {
        case .by:
            guard let end, let due = try tenant.schedule.nextDue(), due <= end else { return nil }
            return max(due, tenant.now)
        case .next:
            if let instant {
                guard let due = try tenant.schedule.nextWork(), due <= instant else { return nil }
                return instant
            }
            instant = try tenant.schedule.nextWork().map { max($0, tenant.now) }
            return instant
        case .idle:
            return try tenant.schedule.nextWork().map { max($0, tenant.now) }
        }
    }
}
