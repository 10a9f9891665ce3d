// Instants in bodies.

import Emulator
import JSON

extension Call {
    /// The instant that a member of the body gives; nil when it is absent, null or empty.
    ///
    /// - Throws: ``Problem`` 400 for a text that is no date and time.
    func instant(_ member: String) throws -> Instant? {
        guard let text = body[member]?.string, !text.isEmpty else { return nil }
        guard let instant = Instant(text: text) else {
            throw Problem.badRequest("\(member): expected a date and time such as 2026-01-01T00:00:00Z.", field: member)
        }
        return instant
    }
}
