// How Harbour writes errors.

import Emulator
import JSON

/// Harbour's dialect: an object with a code and a message.
struct Dialect: PlatformDialect {
    func body(of problem: Problem) -> (bytes: [UInt8], mediaType: String) {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("code", problem.code)
        writer.field("message", problem.message)
        writer.endObject()
        return (writer.bytes, jsonMediaType)
    }
}
