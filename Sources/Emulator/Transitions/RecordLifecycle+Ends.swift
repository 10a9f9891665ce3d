// How the work of a record goes on, and how it ends.

import Store
import System

extension RecordLifecycle {
    /// Ends a record well.
    ///
    /// - Parameter values: those of the columns of `completed`, in their order.
    public func complete(_ record: Record, setting values: [SQLValue] = [], _ context: TransitionContext) throws {
        precondition(values.count == completed.columns.count, "A good end sets \(completed.columns.count) columns.")
        try end(record, as: completed, statements.complete, values, because: nil, context)
    }

    /// Ends a record badly.
    public func fail(_ record: Record, because failure: RecordFailure, _ context: TransitionContext) throws {
        let values = failed.columns.map { _ in failed.errorValue(failure) }
        try end(record, as: failed, statements.fail, values, because: failure, context)
    }

    private func end(
        _ record: Record, as end: RecordEnd, _ statement: SQL?, _ values: [SQLValue],
        because failure: RecordFailure?, _ context: TransitionContext
    ) throws {
        if let statement {
            var bound: [SQLValue] = []
            if let state = end.state { bound.append(.text(state)) }
            if queue != nil { bound.append(.int(0)) }
            if table.ended != nil { bound.append(.int(context.now.microseconds)) }
            try context.database.execute(statement, bound + values + [.int(record.key)])
            guard context.database.changes > 0 else { return }
        }
        try onEnd(record, failure, context)
        if let expiry, let seconds = expiry.seconds(record) {
            try context.tenant.schedule.add(
                named: expiry.name, subject: context.subject, at: context.now.advanced(bySeconds: seconds),
                kind: .deadline)
        }
        try fillQueue(in: context.tenant, at: context.now)
    }

    /// Ends a record whose transition cannot be run.
    func abandon(_ context: TransitionContext, because failure: RecordFailure) throws {
        guard let record = try Record(context) else { return }
        try fail(record, because: failure, context)
    }

    // MARK: - Work

    /// Runs a part of the work: `body` gets the record, unless it is gone, and may throw a ``RecordFailure``.
    public func proceed(
        _ context: TransitionContext, _ body: (Record) throws -> TransitionContext.Result
    ) throws -> TransitionContext.Result {
        guard let record = try Record(context) else { return .done }
        return try guarded(record, context) { try body(record) }
    }

    /// Runs `body` and whatever follows from it, each part only if the record is still there, and ends the record when one
    /// of them fails.
    func guarded(
        _ record: Record, _ context: TransitionContext, _ body: () throws -> TransitionContext.Result
    ) throws -> TransitionContext.Result {
        let result: TransitionContext.Result
        do {
            result = try body()
        } catch let failure as RecordFailure {
            try fail(record, because: failure, context)
            return .done
        }
        switch result.next {
        case .none: return result
        case .pool(let work, let then):
            return TransitionContext.Result(
                next: .pool(work: { try Self.stoppable(work, $0) }) { [self] value in
                    guard try isThere(record, context) else { return .done }
                    return try guarded(record, context) {
                        if let error = value as? WorkError { throw RecordFailure(error.message) }
                        return try then(value)
                    }
                })
        case .slice(let slice):
            return .again { [self] in
                guard try isThere(record, context) else { return .done }
                return try guarded(record, context, slice)
            }
        }
    }

    /// Runs work on the pool. What uses up its budget comes back as a value, since it fails the record.
    private static func stoppable(
        _ work: @Sendable ([WorkCancellation]) throws -> any Sendable, _ cancellations: [WorkCancellation]
    ) throws -> any Sendable {
        do {
            return try work(cancellations)
        } catch let error as WorkError {
            return error
        }
    }

    private func isThere(_ record: Record, _ context: TransitionContext) throws -> Bool {
        guard let find = statements.find else { return true }
        return try context.database.exists(find, .int(record.key))
    }
}
