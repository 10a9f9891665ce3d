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
    /// Header values may contain text from clients, so control characters become spaces: no value can begin a new line.
    ///
    /// - Parameters:
    ///   - minorVersion: the request's minor version.
    ///   - keepAlive: whether the connection stays open.
    ///   - end: how the peer finds the end of the body.
    public static func head(
        of response: Response, into bytes: inout [UInt8], minorVersion: Int, keepAlive: Bool, end: BodyEnd = .length
    ) {
        append("HTTP/1.1 ", to: &bytes)
        append(response.status, to: &bytes)
        bytes.append(0x20)
        append(ReasonPhrase.of(response.status), to: &bytes)
        append("\r\n", to: &bytes)
        for (name, value) in response.headers { appendField(name, value, to: &bytes) }
        if case .chunks = end {
            append("Transfer-Encoding: chunked\r\n", to: &bytes)
        } else if case .length = end, mayHaveBody(response.status) {
            append("Content-Length: ", to: &bytes)
            append(max(0, response.body.count + (response.fault?.lengthError ?? 0)), to: &bytes)
            append("\r\n", to: &bytes)
        }
        if !keepAlive {
            append("Connection: close\r\n", to: &bytes)
        } else if minorVersion == 0 {
            append("Connection: keep-alive\r\n", to: &bytes)
        }
        append("\r\n", to: &bytes)
    }

    /// Whether a response with this status may have a body (RFC 9110 section 6.4.1).
    public static func mayHaveBody(_ status: Int) -> Bool {
        status >= 200 && status != 204 && status != 304
    }

    private static func appendField(_ name: String, _ value: String, to bytes: inout [UInt8]) {
        append(name, to: &bytes)
        append(": ", to: &bytes)
        let start = bytes.count
        append(value, to: &bytes)
        // Hardly any value has to be changed, and looking needs no access that might copy.
        if hasControl(bytes.span.extracting(start..<bytes.count)) {
            for index in start..<bytes.count where !Token.isFieldValue(bytes[index]) { bytes[index] = 0x20 }
        }
        append("\r\n", to: &bytes)
    }

    private static func hasControl(_ value: Span<UInt8>) -> Bool {
        var hasControl = false
        for index in value.indices {
            let byte = value[index]
            hasControl = hasControl || byte < 0x20 || byte == 0x7F
        }
        return hasControl
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { utf8 in
            let span = unsafe utf8.span
            bytes.append(addingCapacity: span.count) { $0.append(span) }
        }
    }

    private static func append(_ text: StaticString, to bytes: inout [UInt8]) {
        bytes.append(addingCapacity: text.utf8CodeUnitCount) { $0.append(text) }
    }

    /// Appends a number that is not negative.
    private static func append(_ number: Int, to bytes: inout [UInt8]) {
        let start = bytes.count
        var rest = number
        repeat {
            bytes.append(48 + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }
}
