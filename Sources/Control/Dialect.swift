// How the control plane writes errors: one object with a code for programs and a message for people.

import Emulator
import HTTP
import JSON

/// The control plane's dialect.
struct Dialect: PlatformDialect {
    func body(of problem: Problem) -> (bytes: [UInt8], mediaType: String) {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("error")
        writer.beginObject()
        writer.field("code", problem.code)
        writer.field("message", problem.message)
        if let field = problem.field { writer.field("field", field) }
        writer.endObject()
        writer.endObject()
        return (writer.bytes, jsonMediaType)
    }

    func headers(date: String, contentType: String?) -> Headers {
        var headers = Headers()
        headers.add("Date", date)
        if let contentType { headers.add("Content-Type", contentType) }
        headers.add("Cache-Control", "no-store")
        return headers
    }
}
