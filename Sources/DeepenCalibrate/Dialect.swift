// How Deepen Calibrate writes errors and headers.

import Emulator
import HTTP
import JSON

/// Calibrate's dialect (specification, "Errors": an object with one `detail`).
struct Dialect: PlatformDialect {
    let server: String? = "gunicorn"

    func body(of problem: Problem) -> (bytes: [UInt8], mediaType: String) {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("detail", problem.message)
        writer.endObject()
        return (writer.bytes, jsonMediaType)
    }
}
