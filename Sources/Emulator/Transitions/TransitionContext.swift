// One run of a transition: what it may see and how it may end.

import JSON
import Store

/// What a transition gets: the tenant, the instant at which it runs, and the record it moves.
public struct TransitionContext {
    /// How a transition ended.
    public struct Result {
        struct Later {
            let work: @Sendable () throws -> any Sendable
            let then: (any Sendable) throws -> Result
        }

        let later: Later?

        /// The record has been moved; its schedule row goes with the same savepoint.
        public static var done: Result { Result(later: nil) }

        /// Work of more than about a millisecond: `work` runs on the thread pool, `then` applies its result on the loop.
        /// The tenant's other transitions wait until then, so that their order never depends on the pool.
        public static func later<T: Sendable>(
            _ work: @escaping @Sendable () throws -> T, then: @escaping (T) throws -> Void
        ) -> Result {
            later(work) { value in
                try then(value)
                return .done
            }
        }

        /// The same for a task in several parts: `next` runs in a savepoint of its own and may answer with further work.
        /// The schedule row goes when it answers ``done``, so after a restart the task begins anew.
        public static func later<T: Sendable>(
            _ work: @escaping @Sendable () throws -> T, next: @escaping (T) throws -> Result
        ) -> Result {
            Result(
                later: Later(
                    work: { try work() },
                    then: { value in
                        guard let value = value as? T else {
                            preconditionFailure("A step's work returned \(type(of: value)), not \(T.self).")
                        }
                        return try next(value)
                    }))
        }
    }

    /// The tenant whose record moves.
    public let tenant: Tenant
    /// The row's due time: recorded times do not depend on when the loop woke.
    public let now: Instant
    /// The record that moves.
    public let subject: String
    /// What was given when the transition was planned.
    public let payload: JSON

    /// The tenant's database.
    public var database: Database { tenant.database }
}

/// A transition that ran, as told to whoever moved the clock.
public struct RanTransition: Sendable, Equatable {
    /// The instant at which it ran.
    public let at: Instant
    /// Its name.
    public let transition: String
    /// The record that it moved.
    public let subject: String
}
