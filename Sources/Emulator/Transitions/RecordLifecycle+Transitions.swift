// What the transitions of a lifecycle do.

import Store

extension RecordLifecycle {
    /// Enters a passing state, and waits for the one behind it.
    func pass(_ index: Int, _ context: TransitionContext) throws -> TransitionContext.Result {
        guard let record = try Record(context) else { return .done }
        let passage = passing[index]
        var context = context
        if passage.takesOutcome { context = try lookingForOutcome(of: record, context) }
        if let state = passage.state, let statement = statements.pass {
            try context.database.execute(statement, .text(state), .int(record.key))
        }
        let next = index + 1 < passing.count ? passing[index + 1].name : begin?.name ?? ""
        try plan(next, context.subject, from: context.now, payload: context.payload, in: context.tenant)
        return .done
    }

    private func lookingForOutcome(of record: Record, _ context: TransitionContext) throws -> TransitionContext {
        guard let subject = record.outcomeSubject else { return context }
        return context.with(try context.tenant.outcomes.take(for: subject))
    }

    /// Begins the work, and plans its end; a kind that does not wait for that does it now.
    public func beginWork(_ context: TransitionContext) throws -> TransitionContext.Result {
        guard let record = try Record(context) else { return .done }
        var context = context
        if !passing.contains(where: \.takesOutcome) { context = try lookingForOutcome(of: record, context) }
        let outcome = context.outcome
        if finish == nil, let reason = outcome?.failure(or: failure) {
            try fail(record, because: RecordFailure(reason), context)
            return .done
        }
        let isStuck = outcome?.state == .stuck
        let due = try finish.map { finish in
            context.now.advanced(
                byMilliseconds: try outcome?.afterMilliseconds ?? milliseconds?(record, context)
                    ?? context.tenant.timings[finish])
        }
        try markAsBegun(record, due: due, isStuck: isStuck, context)
        try onBegin(record, context)
        if isStuck {
            // A record that never ends gives its worker back, or it would stop every one behind it.
            try fillQueue(in: context.tenant, at: context.now)
            return .done
        }
        guard let finish, let due else {
            return try guarded(record, context) { try work(record, context) }
        }
        try context.tenant.schedule.add(named: finish, subject: context.subject, at: due, payload: context.payload)
        return .done
    }

    private func markAsBegun(_ record: Record, due: Instant?, isStuck: Bool, _ context: TransitionContext) throws {
        guard let statement = statements.begin else { return }
        var values: [SQLValue] = []
        if let state = begin?.state { values.append(.text(state)) }
        if table.started != nil { values.append(.int(context.now.microseconds)) }
        if table.due != nil { values.append(.optional(due?.microseconds)) }
        if queue != nil { values.append(.bool(!isStuck)) }
        try context.database.execute(statement, values + [.int(record.key)])
    }

    /// The work is due: it is done, unless an outcome says otherwise.
    func finishWork(_ context: TransitionContext) throws -> TransitionContext.Result {
        guard let record = try Record(context) else { return .done }
        var context = context
        if let subject = record.outcomeSubject, let late = try context.tenant.outcomes.takeLate(for: subject) {
            if let wait = late.afterMilliseconds {
                try postpone(record, by: wait, context)
                return .done
            }
            guard late.state != .stuck else {
                try release(record, context)
                return .done
            }
            context = context.with(late)
            try context.storePayload()
        }
        if let reason = context.outcome?.failure(or: failure) {
            try fail(record, because: RecordFailure(reason), context)
            return .done
        }
        return try guarded(record, context) { try work(record, context) }
    }

    private func postpone(_ record: Record, by milliseconds: Int, _ context: TransitionContext) throws {
        let due = context.now.advanced(byMilliseconds: milliseconds)
        if let statement = statements.postpone {
            try context.database.execute(statement, .int(due.microseconds), .int(record.key))
        }
        try context.tenant.schedule.add(
            named: finish ?? "", subject: context.subject, at: due, payload: context.payload)
    }

    /// Gives the worker of a record back that never ends.
    private func release(_ record: Record, _ context: TransitionContext) throws {
        guard let statement = statements.release else { return }
        try context.database.execute(statement, .int(0), .int(record.key))
        try fillQueue(in: context.tenant, at: context.now)
    }

    func expire(_ context: TransitionContext) throws -> TransitionContext.Result {
        guard let record = try Record(context) else { return .done }
        guard try removeSlice(record.key, subject: context.subject, from: context.tenant) else {
            return .again { [self] in try expire(context) }
        }
        return .done
    }
}
