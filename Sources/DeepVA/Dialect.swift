// How DeepVA writes errors and headers.

import Emulator
import HTTP
import JSON

/// DeepVA's dialect (specification, section 1.2): a message, and a message for each wrong field.
struct Dialect: PlatformDialect {
    let server: String? = "nginx"

    func body(of problem: Problem) -> (bytes: [UInt8], mediaType: String) {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("message", problem.message)
        if let field = problem.field {
            writer.key("errors")
            writer.beginObject()
            writer.key(field)
            writer.beginArray()
            writer.string(problem.message)
            writer.endArray()
            writer.endObject()
        }
        writer.endObject()
        return (writer.bytes, jsonMediaType)
    }
}
