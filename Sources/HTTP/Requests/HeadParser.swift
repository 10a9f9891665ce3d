// Parses a request head strictly and in one pass. Every refusal cites a rule of an RFC.

import System

/// Parses request heads.
struct HeadParser {
    private let limits: WireLimits

    init(limits: WireLimits) {
        self.limits = limits
    }

    /// Parses the bytes of a head, from the request line to the empty line inclusive.
    func parse(_ bytes: [UInt8]) throws(ProtocolError) -> (RequestHead, Framing) {
        let lineEnd = try endOfLine(bytes.span, from: 0)
        let (method, target, minorVersion) = try requestLine(bytes.span.extracting(0..<lineEnd))
        let headers = RequestHeaders(bytes: bytes, lines: try lines(bytes.span, from: lineEnd + 2))
        try checkHost(headers, minorVersion: minorVersion)
        let head = RequestHead(
            method: method, target: try RequestTarget(target, of: bytes, method: method),
            minorVersion: minorVersion, headers: headers)
        return (head, try framing(headers, minorVersion: minorVersion))
    }

    // MARK: - Request line

    /// - Returns: the method, where the target is, and the minor version.
    private func requestLine(_ line: Span<UInt8>) throws(ProtocolError) -> (Method, Range<Int>, Int) {
        let space = line.firstIndex(of: 0x20) ?? line.count
        var last = line.count - 1
        while last > space, line[last] != 0x20 { last -= 1 }
        guard last > space else {
            throw refusal("The request line must have a method, a target and a version.", "RFC 9112 section 3")
        }
        guard space <= 32 else {
            throw ProtocolError(status: 501, reason: "The method is unknown.", rule: "RFC 9112 section 3.1")
        }
        guard let method = Method(token: line.extracting(0..<space)) else {
            throw refusal("The method contains a character that is not allowed.", "RFC 9112 section 3.1")
        }
        let target = space + 1..<last
        guard target.count <= limits.targetBytes else {
            throw ProtocolError(
                status: 414, reason: "The request target is longer than \(limits.targetBytes) bytes.",
                rule: "RFC 9110 section 15.5.15")
        }
        let minorVersion = try version(line.extracting(last + 1..<line.count))
        guard line.firstIndex(of: 0x20, from: target.lowerBound) == last else {
            throw refusal("The request target contains a space.", "RFC 9112 section 3.2")
        }
        return (method, target, minorVersion)
    }

    private func version(_ bytes: Span<UInt8>) throws(ProtocolError) -> Int {
        guard bytes.count == 8, bytes.extracting(0..<5).equals("HTTP/"), Token.isDigit(bytes[5]),
            bytes[6] == UInt8(ascii: "."), Token.isDigit(bytes[7])
        else { throw refusal("The version must have the form HTTP/1.1.", "RFC 9112 section 2.3") }
        guard bytes[5] == UInt8(ascii: "1") else {
            throw ProtocolError(
                status: 505, reason: "Only HTTP/1.0 and HTTP/1.1 are supported.", rule: "RFC 9110 section 15.6.6")
        }
        // A higher minor version is treated as the highest known one (RFC 9110 section 2.5).
        return bytes[7] == UInt8(ascii: "0") ? 0 : 1
    }

    // MARK: - Header lines

    private func lines(_ bytes: Span<UInt8>, from start: Int) throws(ProtocolError) -> RequestHeaders.Lines {
        var lines = RequestHeaders.Lines()
        var position = start
        while true {
            let end = try endOfHeaderLine(bytes, from: position)
            if end == position { return lines }
            guard lines.all.count < limits.headerCount else {
                _ = try endOfLine(bytes, from: position)
                throw ProtocolError(
                    status: 431, reason: "The request has more than \(limits.headerCount) header lines.",
                    rule: "RFC 6585 section 5")
            }
            guard let line = headerLine(bytes, position..<end) else { throw try fault(bytes, position..<end) }
            lines.append(line)
            position = end + 2
        }
    }

    /// The position of the CR that ends a header line: of the first CRLF. Bytes before it that no line may have are found
    /// while the line is taken apart.
    private func endOfHeaderLine(_ bytes: Span<UInt8>, from start: Int) throws(ProtocolError) -> Int {
        guard let feed = bytes.firstIndex(of: 0x0A, from: start), feed > start, bytes[feed - 1] == 0x0D else {
            return try endOfLine(bytes, from: start)
        }
        return feed - 1
    }

    /// The name and the value of a line; nil if it has not both, or bytes that are not allowed.
    private func headerLine(_ bytes: Span<UInt8>, _ range: Range<Int>) -> RequestHeaders.Line? {
        var colon = range.lowerBound
        while colon < range.upperBound, Token.isToken(bytes[colon]) { colon += 1 }
        guard colon < range.upperBound, bytes[colon] == UInt8(ascii: ":"), colon > range.lowerBound else { return nil }
        var start = colon + 1
        var end = range.upperBound
        while start < end, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
        while end > start, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
        if bytes.extracting(start..<end).hasControl {
            for index in start..<end where !Token.isFieldValue(bytes[index]) { return nil }
        }
        let name = range.lowerBound..<colon
        return RequestHeaders.Line(name: name, value: start..<end, known: HeaderName(bytes.extracting(name)))
    }

    /// What is wrong with a line that ``headerLine(_:_:)`` has not taken.
    private func fault(_ bytes: Span<UInt8>, _ range: Range<Int>) throws(ProtocolError) -> ProtocolError {
        _ = try endOfLine(bytes, from: range.lowerBound)
        if bytes[range.lowerBound] == 0x20 || bytes[range.lowerBound] == 0x09 {
            return refusal("A header line begins with white space.", "RFC 9112 section 5.2")
        }
        var colon = range.lowerBound
        while colon < range.upperBound, Token.isToken(bytes[colon]) { colon += 1 }
        guard colon < range.upperBound, bytes[colon] == UInt8(ascii: ":"), colon > range.lowerBound else {
            return refusal("A header line must have a name, a colon and a value.", "RFC 9112 section 5.1")
        }
        return refusal("A header value contains a control character.", "RFC 9110 section 5.5")
    }

    /// The position of the CR that ends the line at `start`. Only CRLF ends a line.
    private func endOfLine(_ bytes: Span<UInt8>, from start: Int) throws(ProtocolError) -> Int {
        // Nearly every line is right: looking for three bytes is faster than looking at each.
        if let feed = bytes.firstIndex(of: 0x0A, from: start), bytes.firstIndex(of: 0x0D, from: start) == feed - 1,
            bytes.extracting(start..<feed).firstIndex(of: 0) == nil
        {
            return feed - 1
        }
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case 0x0D:
                guard index + 1 < bytes.count, bytes[index + 1] == 0x0A else {
                    throw refusal("The head contains a carriage return without a line feed.", "RFC 9112 section 2.2")
                }
                return index
            case 0x0A: throw refusal("The head contains a line feed without a carriage return.", "RFC 9112 section 2.2")
            case 0: throw refusal("The head contains a NUL byte.", "RFC 9110 section 5.5")
            default: index += 1
            }
        }
        throw refusal("The head ends within a line.", "RFC 9112 section 2.2")
    }

    private func checkHost(_ headers: RequestHeaders, minorVersion: Int) throws(ProtocolError) {
        let host = headers.place(.host)
        guard host != nil || minorVersion == 0, !headers.isRepeated(.host) else {
            throw refusal("The request must have exactly one Host header.", "RFC 9112 section 3.2")
        }
        if let host, !host.isEmpty, !HostValue.isValid(headers.bytes.span.extracting(host)) {
            throw refusal("The Host header must be a host with an optional port.", "RFC 9112 section 3.2")
        }
    }

    // MARK: - Framing

    private func framing(_ headers: RequestHeaders, minorVersion: Int) throws(ProtocolError) -> Framing {
        guard headers.mentionFraming else {
            return Framing(body: .none, expectsContinue: false, keepAlive: minorVersion == 1)
        }
        let body = try bodyFraming(headers, minorVersion: minorVersion)
        var expects = false
        for range in headers.places(.expect) {
            guard Token.equalsIgnoringCase(headers.slice(range), "100-continue".utf8) else {
                throw ProtocolError(
                    status: 417, reason: "The only supported expectation is 100-continue.",
                    rule: "RFC 9110 section 10.1.1")
            }
            expects = minorVersion == 1 && body != .none
        }
        return Framing(
            body: body, expectsContinue: expects, keepAlive: isKeptAlive(headers, minorVersion: minorVersion))
    }

    private func bodyFraming(_ headers: RequestHeaders, minorVersion: Int) throws(ProtocolError) -> Framing.Body {
        let codings = headers.places(.transferEncoding)
        let length = headers.place(.contentLength)
        if !codings.isEmpty {
            guard length == nil else {
                throw refusal("The request has both Transfer-Encoding and Content-Length.", "RFC 9112 section 6.1")
            }
            guard minorVersion == 1 else {
                throw refusal("An HTTP/1.0 request must not have Transfer-Encoding.", "RFC 9112 section 6.1")
            }
            guard codings.count == 1, Token.equalsIgnoringCase(headers.slice(codings[0]), "chunked".utf8) else {
                throw ProtocolError(
                    status: 501, reason: "The only supported transfer coding is chunked, applied once.",
                    rule: "RFC 9112 section 6.1")
            }
            return .chunked
        }
        guard let length else { return .none }
        guard !headers.isRepeated(.contentLength) else {
            throw refusal("The request has more than one Content-Length.", "RFC 9112 section 6.3")
        }
        let digits = headers.slice(length)
        guard !digits.isEmpty, digits.allSatisfy(Token.isDigit) else {
            throw refusal("Content-Length must be a number.", "RFC 9112 section 6.3")
        }
        // A number that no integer holds is beyond every limit, which the reader of the body applies.
        let count = Int(String(decoding: digits, as: UTF8.self)) ?? .max
        return count == 0 ? .none : .length(count)
    }

    private func isKeptAlive(_ headers: RequestHeaders, minorVersion: Int) -> Bool {
        var keepAlive = minorVersion == 1
        for range in headers.places(.connection) {
            for option in headers.slice(range).split(separator: UInt8(ascii: ",")) {
                let word = option.drop { $0 == 0x20 || $0 == 0x09 }.prefix { $0 != 0x20 && $0 != 0x09 }
                if Token.equalsIgnoringCase(word, "close".utf8) { return false }
                if Token.equalsIgnoringCase(word, "keep-alive".utf8) { keepAlive = true }
            }
        }
        return keepAlive
    }

    private func refusal(_ reason: String, _ rule: String) -> ProtocolError {
        ProtocolError(status: 400, reason: reason, rule: rule)
    }
}
