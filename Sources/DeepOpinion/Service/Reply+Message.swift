// Answers that only say what was done.

import Emulator
import HTTP
import JSON

extension Reply {
    /// A `Message`: a sentence, and the status phrase in upper snake case (specification, "Errors").
    static func message(_ text: String, status: Int = 200) -> Reply {
        .json(status: status) { writer in
            writer.beginObject()
            writer.field("message", text)
            writer.field("status", Dialect.phrase(status))
            writer.endObject()
        }
    }
}
