// Outcomes as they are stored with records.

import Emulator
import JSON

extension Outcome {
    /// The outcome as it is kept with a record.
    var stored: JSON {
        ["state": .string(state.rawValue), "error": error.map(JSON.string) ?? .null, "result": result ?? .null]
    }
}
