// How DeepVA writes errors and headers.

import Emulator
import HTTP
import JSON

/// DeepVA's dialect (specification, section 1.2: a message, and the fields at fault with theirs).
struct Dialect: PlatformDialect {
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

    func headers(date: String, contentType: String?) -> Headers {
        var headers = Headers()
        headers.add("Server", "nginx")
        headers.add("Date", date)
        if let contentType { headers.add("Content-Type", contentType) }
        return headers
    }
}
