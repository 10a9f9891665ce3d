// How Deepen AI writes errors: an object with `detail`, or with the name of the wrong field and its messages.

import Emulator
import HTTP
import JSON

/// The annotation tools' dialect (specification, "Errors": the shapes of Django REST framework).
struct Dialect: PlatformDialect {
    let server: String? = "gunicorn"

    func body(of problem: Problem) -> (bytes: [UInt8], mediaType: String) {
        var writer = JSONWriter()
        writer.beginObject()
        if problem.status == 400, let field = problem.field {
            writer.key(field)
            writer.beginArray()
            writer.string(problem.message)
            writer.endArray()
        } else {
            writer.field("detail", problem.message)
        }
        writer.endObject()
        return (writer.bytes, jsonMediaType)
    }
}
