// Writes the head of a response (RFC 9112 section 4).

import System

/// Writes response heads.
public enum ResponseWriter {
    /// How the end of a body is found.
    public enum BodyEnd: Sendable {
        /// `Content-Length` says it.
        case length
        /// The last chunk marks it (RFC 9112 section 7.1).
        case chunks
        /// The connection ends with it.
        case close
    }

    /// Appends the status line and the headers. `Content-Length` is always present and correct, except in responses
    /// that never have one (1xx, 204, 304). `Connection` is written where it differs from the default of the version.
    ///
    /// - Parameters:
    ///   - minorVersion: the request's minor version.
    ///   - keepAlive: whether the connection stays open.
    ///   - end: how the peer finds the end of the body.
    public static func head(
        of response: Response, into bytes: inout [UInt8], minorVersion: Int, keepAlive: Bool, end: BodyEnd = .length
    ) {
        let hasBody = mayHaveBody(response.status)
        let phrase = ReasonPhrase.of(response.status)
        let headers = response.headers
        let fields = headers.bytes.span
        bytes.append(addingCapacity: roomForFraming + phrase.utf8.count + fields.count) { output in
            output.append("HTTP/1.1 ")
            append(response.status, to: &output)
            output.append(0x20)
            output.append(phrase)
            output.append("\r\n")
            output.append(fields)
            if case .chunks = end {
                output.append("Transfer-Encoding: chunked\r\n")
            } else if case .length = end, hasBody {
                output.append("Content-Length: ")
                append(response.body.count + (response.fault?.lengthError ?? 0), to: &output)
                output.append("\r\n")
            }
            if !keepAlive {
                output.append("Connection: close\r\n")
            } else if minorVersion == 0 {
                output.append("Connection: keep-alive\r\n")
            }
            output.append("\r\n")
        }
    }

    /// More than the status line without its phrase, the lines that frame the body, and the empty line ever take.
    private static let roomForFraming = 160

    /// Whether a response with this status may have a body (RFC 9110 section 6.4.1).
    public static func mayHaveBody(_ status: Int) -> Bool {
        status >= 200 && status != 204 && status != 304
    }

    /// Appends a number; 0 in place of a negative one.
    private static func append(_ number: Int, to output: inout OutputSpan<UInt8>) {
        output.append(decimal: UInt(max(0, number)))
    }
}
