// What can be wrong with a calibration request, beyond what the contract already says.

import Emulator
import Formats

extension Problem {
    /// 404: no such group in this client.
    static func unknownGroup(_ id: String) -> Problem {
        .notFound("Calibration group \(id)")
    }

    /// 400: the upload has no file.
    static let noFile = Problem.badRequest("The body has no file part with a filename.", field: "file")

    /// 400: the file is not a usable archive.
    static func badArchive(_ error: ZipError) -> Problem {
        .badRequest("The file is not a usable zip archive: \(error.message)", field: "file")
    }

    /// 400: `config.json` is absent or wrong.
    static func badConfig(_ message: String) -> Problem {
        .badRequest("config.json: \(message)", field: "config.json")
    }

    /// 403: the token does not open this client.
    static func otherClient(_ id: String) -> Problem { .forbidden("This token does not open client \(id).") }
}
