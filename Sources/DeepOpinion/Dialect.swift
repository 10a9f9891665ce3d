// How DeepOpinion Studio writes errors: a message and the status phrase in upper snake case.

import Emulator
import HTTP
import JSON

/// Studio's dialect (specification, "Errors").
struct Dialect: PlatformDialect {
    func body(of problem: Problem) -> (bytes: [UInt8], mediaType: String) {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("message", problem.message)
        writer.field("status", Self.phrase(problem.status))
        writer.endObject()
        return (writer.bytes, jsonMediaType)
    }

    /// `404` as `NOT_FOUND`.
    static func phrase(_ status: Int) -> String {
        String(ReasonPhrase.of(status).uppercased().map { $0 == " " || $0 == "-" ? "_" : $0 })
    }
}
