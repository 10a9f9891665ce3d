// Writes the head of a response (RFC 9112 section 4).

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
        append(String(response.status), to: &bytes)
        bytes.append(0x20)
        append(ReasonPhrase.of(response.status), to: &bytes)
        appendLineEnd(to: &bytes)
        for (name, value) in response.headers { appendField(name, value, to: &bytes) }
        if case .chunks = end {
            appendField("Transfer-Encoding", "chunked", to: &bytes)
        } else if case .length = end, mayHaveBody(response.status) {
            let length = max(0, response.body.count + (response.fault?.lengthError ?? 0))
            appendField("Content-Length", String(length), to: &bytes)
        }
        if !keepAlive {
            appendField("Connection", "close", to: &bytes)
        } else if minorVersion == 0 {
            appendField("Connection", "keep-alive", to: &bytes)
        }
        appendLineEnd(to: &bytes)
    }

    /// Whether a response with this status may have a body (RFC 9110 section 6.4.1).
    public static func mayHaveBody(_ status: Int) -> Bool {
        status >= 200 && status != 204 && status != 304
    }

    private static func appendField(_ name: String, _ value: String, to bytes: inout [UInt8]) {
        append(name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(0x20)
        let start = bytes.count
        append(value, to: &bytes)
        for index in start..<bytes.count where !Token.isFieldValue(bytes[index]) { bytes[index] = 0x20 }
        appendLineEnd(to: &bytes)
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: text.utf8)
    }

    private static func appendLineEnd(to bytes: inout [UInt8]) {
        bytes.append(0x0D)
        bytes.append(0x0A)
    }
}
