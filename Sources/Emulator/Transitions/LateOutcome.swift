// Outcomes that come after the fact: for a record that is named by its id while its work is under way.

import JSON
import Store

extension TransitionContext {
    /// Obeys an outcome that names this step's record by its id and has come since the work began. Called at the start of
    /// the transition that ends the work.
    ///
    /// - Parameters:
    ///   - subject: what the record is known by.
    ///   - transition: the running transition, which runs again when the outcome has a wait of its own.
    ///   - postpone: notes the new instant at which the work ends.
    ///   - release: notes that the work never ends.
    ///   - keep: keeps the outcome with the record, in place of an earlier one.
    /// - Returns: whether the work ends now.
    public func obeyLateOutcome(
        of subject: OutcomeSubject, transition: Transition, postpone: (Instant) throws -> Void = { _ in },
        release: () throws -> Void = {}, keep: (Outcome) throws -> Void
    ) throws -> Bool {
        guard let late = try tenant.outcomes.takeLate(for: subject) else { return true }
        if let wait = late.afterMilliseconds {
            let due = now.advanced(byMilliseconds: wait)
            try postpone(due)
            try tenant.schedule.add(transition, subject: self.subject, at: due, payload: payload)
            return false
        }
        guard late.state != .stuck else {
            try release()
            return false
        }
        try keep(late)
        return true
    }
}
