// Instants in Studio's answers.

import Emulator
import JSON

extension JSONWriter {
    /// Writes a member that is an instant.
    mutating func field(_ name: StaticString, _ instant: Instant) {
        key(name)
        self.instant(instant, .zonedSeconds)
    }

    /// Writes a member that is an instant or `null`.
    mutating func field(_ name: StaticString, _ instant: Instant?) {
        key(name)
        if let instant { self.instant(instant, .zonedSeconds) } else { null() }
    }
}
