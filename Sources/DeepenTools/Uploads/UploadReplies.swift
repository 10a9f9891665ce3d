// The answers of the upload protocol, which are not in the shapes of the rest of the platform.

import Emulator
import HTTP
import JSON
import System

/// Answers to requests to an upload session (specification, "Uploads").
enum UploadReplies {
    /// 308 with the range that has arrived, without a range when nothing has. Clients that cannot handle a 308 get a
    /// 200 with the real status in a header.
    static func incomplete(received: Int, _ call: Call) -> Reply {
        var headers: [(name: String, value: String)] = []
        if received > 0 { headers.append(("Range", "bytes=0-\(received - 1)")) }
        guard call.request.head.headers["x-guploader-no-308"]?.lowercased() == "yes" else {
            return .empty(308, headers: headers)
        }
        return .document(
            "", mediaType: "text/plain; charset=utf-8",
            headers: headers + [("X-HTTP-Status-Code-Override", "308")])
    }

    /// 200 with the object of a complete session.
    static func object(_ session: UploadSession) throws -> Reply {
        .json(try JSON(parsing: session.objectJSON ?? "{}"))
    }

    /// 503 for bytes that leave a gap; clients search this sentence.
    static func gap(offset: Int, received: Int) -> Reply {
        let text = """
            Invalid request.  According to the Content-Range header, the upload offset is \(offset) byte(s), which exceeds \
            already uploaded size of \(received) byte(s).
            """
        return .document(text, mediaType: "text/plain; charset=utf-8", status: 503)
    }

    /// An error in Google's shape.
    static func error(_ status: Int, _ message: String, _ headers: [(name: String, value: String)] = []) -> Reply {
        let reason =
            switch status {
            case 404: "notFound"
            case 410: "uploadExpired"
            case 400..<500: "badRequest"
            default: "backendError"
            }
        return .json(
            [
                "error": [
                    "code": .int(status), "message": .string(message),
                    "errors": [["domain": "global", "reason": .string(reason), "message": .string(message)]],
                ]
            ], status: status, headers: headers)
    }
}
