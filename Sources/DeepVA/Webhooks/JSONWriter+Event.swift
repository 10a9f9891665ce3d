// The body of a webhook delivery.

import Emulator
import JSON

extension JSONWriter {
    /// Writes the body of a webhook delivery: event, Unix time with microseconds, data.
    mutating func event(_ name: String, at now: Instant, data: (inout JSONWriter) -> Void) {
        beginObject()
        field("event", name)
        key("timestamp")
        if now.microseconds < 0 {
            double(Double(now.microseconds) / 1e6)
        } else {
            // Always six decimals, which a double would lose.
            let digits = String(1_000_000 + now.microseconds % 1_000_000).dropFirst()
            raw(Array("\(now.unixSeconds).\(digits)".utf8))
        }
        key("data")
        beginObject()
        data(&self)
        endObject()
        endObject()
    }
}
