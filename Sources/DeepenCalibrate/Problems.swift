// Errors of Calibrate that the contract does not cover.

import Emulator
import Formats

extension Problem {
    /// 404: no such group in this client.
    static func unknownGroup(_ id: String) -> Problem {
        .notFound("Calibration group \(id)")
    }

    /// 400: nothing is uploaded.
    static let noFile = Problem.badRequest("The body must have a file part with a filename.", field: "file")

    /// 400: the file is not a usable archive.
    static func badArchive(_ error: ZipError) -> Problem {
        .badRequest("The file is not a usable zip archive: \(error.message)", field: "file")
    }

    /// 400: `config.json` is missing or wrong.
    static func badConfig(_ message: String) -> Problem {
        .badRequest("config.json: \(message)", field: "config.json")
    }

    /// 403: the token has no access to this client.
    static func otherClient(_ id: String) -> Problem { .forbidden("This token has no access to client \(id).") }
}
