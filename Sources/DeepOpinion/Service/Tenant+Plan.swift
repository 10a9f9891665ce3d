// Planning transitions after their own wait.

import Emulator

extension Tenant {
    /// Plans a transition after its own wait.
    func plan(_ transition: String, subject: String, at now: Instant) throws {
        try schedule.add(transition, subject: subject, at: now.advanced(byMilliseconds: timings[transition]))
    }
}
