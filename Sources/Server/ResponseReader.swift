// Reads one response from bytes: a pure state machine, as strict as the one for requests.

import HTTP

/// Reads the response to one request (RFC 9112 sections 4 and 6).
struct ResponseReader {
    private enum State {
        case head
        case fixed(Int)
        case untilEnd
        case chunkSize
        case chunk(Int)
        case chunkEnd
        case trailer
    }

    private static let headLimit = 32 << 10
    private static let lineLimit = 8 << 10
    /// How many interim responses (1xx) may come before the final one.
    private static let interimLimit = 10
    private static let trailerLimit = 100

    private let maximumBytes: Int
    private let isForHead: Bool
    private var buffer: [UInt8] = []
    private var start = 0
    private var state = State.head
    private var interim = 0
    private var trailerLines = 0
    private var status = 0
    private var headers = Headers()
    private var body: [UInt8] = []

    init(maximumBytes: Int, isForHead: Bool) {
        self.maximumBytes = maximumBytes
        self.isForHead = isForHead
    }

    mutating func append(_ bytes: Span<UInt8>) {
        buffer.removeFirst(start)
        start = 0
        buffer.reserveCapacity(buffer.count + bytes.count)
        for index in bytes.indices { buffer.append(bytes[index]) }
    }

    /// The response, if it is complete.
    mutating func next() throws(HTTPClient.Failure) -> HTTPClient.Response? {
        while true {
            switch state {
            case .head:
                guard try readHead() else { return nil }
                if try beginBody() { return response }
            case .fixed(let remaining):
                let count = take(upTo: remaining)
                guard count == remaining else {
                    state = .fixed(remaining - count)
                    return nil
                }
                return response
            case .untilEnd:
                _ = take(upTo: buffer.count - start)
                guard body.count <= maximumBytes else { throw .tooLarge(limit: maximumBytes) }
                return nil
            case .chunkSize:
                guard let line = try takeLine() else { return nil }
                let digits = line.prefix { $0 != ";" && $0 != " " }
                guard digits.utf8.count <= 15, digits.first != "+", digits.first != "-",
                    let size = Int(digits, radix: 16)
                else { throw .malformed("the chunk size is missing or invalid.") }
                guard size <= maximumBytes - body.count else { throw .tooLarge(limit: maximumBytes) }
                state = size == 0 ? .trailer : .chunk(size)
            case .chunk(let remaining):
                let count = take(upTo: remaining)
                state = count == remaining ? .chunkEnd : .chunk(remaining - count)
                guard count == remaining else { return nil }
            case .chunkEnd:
                guard let line = try takeLine() else { return nil }
                guard line.isEmpty else { throw .malformed("a chunk is longer than its size.") }
                state = .chunkSize
            case .trailer:
                guard let line = try takeLine() else { return nil }
                trailerLines += 1
                guard trailerLines <= Self.trailerLimit else { throw .malformed("there are too many trailer lines.") }
                if line.isEmpty { return response }
            }
        }
    }

    /// The response, if it may end with the connection.
    mutating func end() throws(HTTPClient.Failure) -> HTTPClient.Response? {
        guard case .untilEnd = state else { throw .cutShort }
        return response
    }

    private var response: HTTPClient.Response {
        HTTPClient.Response(status: status, headers: headers, body: body)
    }

    /// Reads one head; false if it is not complete.
    private mutating func readHead() throws(HTTPClient.Failure) -> Bool {
        guard let end = endOfHead() else {
            guard buffer.count - start <= Self.headLimit else { throw .tooLarge(limit: Self.headLimit) }
            return false
        }
        guard let text = String(validating: buffer[start..<end], as: UTF8.self) else {
            throw .malformed("the head is not UTF-8.")
        }
        start = end + 4
        // A Swift string treats CRLF as one character.
        var lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)[...]
        let statusLine = lines.removeFirst()
        let words = statusLine.split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0] == "HTTP/1.1" || words[0] == "HTTP/1.0", words[1].utf8.count == 3,
            let status = Int(words[1]), (100...599).contains(status)
        else { throw .malformed("the status line is invalid.") }
        self.status = status
        headers = Headers()
        for line in lines {
            guard let colon = line.firstIndex(of: ":"), colon > line.startIndex, line.first != " ", line.first != "\t"
            else { throw .malformed("a header line has no name.") }
            headers.add(String(line[..<colon]), Self.trimmed(line[line.index(after: colon)...]))
        }
        return true
    }

    /// Decides how the body is framed (RFC 9112 section 6.3); true if there is none.
    private mutating func beginBody() throws(HTTPClient.Failure) -> Bool {
        if status < 200 {
            interim += 1
            guard interim <= Self.interimLimit, status != 101 else { throw .malformed("too many interim responses.") }
            return false
        }
        if isForHead || !ResponseWriter.mayHaveBody(status) { return true }
        if let coding = headers.first("transfer-encoding") {
            guard coding.lowercased() == "chunked" else { throw .malformed("the transfer coding is unknown.") }
            state = .chunkSize
            return false
        }
        let lengths = headers.all("content-length")
        guard let first = lengths.first else {
            state = .untilEnd
            return false
        }
        guard lengths.allSatisfy({ $0 == first }), first.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            first.utf8.count <= 18, let length = Int(first)
        else { throw .malformed("Content-Length must be a number.") }
        guard length <= maximumBytes else { throw .tooLarge(limit: maximumBytes) }
        state = .fixed(length)
        return false
    }

    private func endOfHead() -> Int? {
        guard buffer.count - start >= 4 else { return nil }
        for index in start...(buffer.count - 4) where buffer[index] == 0x0D {
            if buffer[index + 1] == 0x0A, buffer[index + 2] == 0x0D, buffer[index + 3] == 0x0A { return index }
        }
        return nil
    }

    private mutating func take(upTo count: Int) -> Int {
        let size = min(count, buffer.count - start)
        body += buffer[start..<(start + size)]
        start += size
        return size
    }

    private mutating func takeLine() throws(HTTPClient.Failure) -> Substring? {
        guard let feed = buffer[start...].prefix(Self.lineLimit).firstIndex(of: 0x0A) else {
            guard buffer.count - start < Self.lineLimit else { throw .malformed("a line is too long.") }
            return nil
        }
        guard feed > start, buffer[feed - 1] == 0x0D else { throw .malformed("a line does not end in CRLF.") }
        let line = String(decoding: buffer[start..<(feed - 1)], as: UTF8.self)
        start = feed + 1
        return line[...]
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first == " " || text.first == "\t" { text.removeFirst() }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return String(text)
    }
}
