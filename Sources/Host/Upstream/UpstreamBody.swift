// The body of a request as it is passed on: bytes as they came, parts put together again.

import HTTP
import System

/// A body to pass on.
struct UpstreamBody {
    /// The body is larger than may be passed on.
    struct TooLarge: Error {}

    /// The bytes; empty without a body.
    let bytes: [UInt8]
    /// The media type, where it is another one than the request's: that of parts with a boundary of our own.
    let mediaType: String?

    init(_ request: Request, maximumBytes: Int) throws {
        guard request.body.count <= maximumBytes else { throw TooLarge() }
        switch request.body {
        case .none:
            (bytes, mediaType) = ([], nil)
        case .broken(let problem):
            (bytes, mediaType) = (problem.beginning, nil)
        case .payload(let payload):
            (bytes, mediaType) = (try payload.read(at: 0, count: payload.count), nil)
        case .parts(let parts):
            let boundary = "deepmock-" + String(Self.hash(of: parts), radix: 16)
            bytes = try Self.multipart(parts, boundary: boundary)
            mediaType = "multipart/form-data; boundary=\(boundary)"
        }
    }

    private static func multipart(_ parts: [Part], boundary: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        for part in parts {
            var head = "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(quoted(part.name))\""
            if let filename = part.filename { head += "; filename=\"\(quoted(filename))\"" }
            if let type = part.contentType { head += "\r\nContent-Type: \(type)" }
            bytes += (head + "\r\n\r\n").utf8
            bytes += try part.payload.read(at: 0, count: part.payload.count)
            bytes += "\r\n".utf8
        }
        return bytes + "--\(boundary)--\r\n".utf8
    }

    /// Names as browsers escape them.
    private static func quoted(_ text: String) -> String {
        text.replacing("\"", with: "%22").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
    }

    /// A boundary that differs from body to body, and is unlikely to be in one.
    private static func hash(of parts: [Part]) -> UInt64 {
        var hasher = Hasher()
        for part in parts {
            hasher.combine(part.name)
            hasher.combine(part.payload.count)
        }
        return UInt64(bitPattern: Int64(hasher.finalize()))
    }
}
