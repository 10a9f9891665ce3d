// Reads requests from the bytes of a connection: a pure state machine, bytes in, events out.

import System

/// Reads the requests of one connection one after another.
public struct RequestReader {
    /// What the reader has recognised.
    public enum Event: Sendable {
        /// A head is complete; `body` events and one `end` follow.
        case head(RequestHead, Framing)
        /// A piece of the body.
        case body([UInt8])
        /// The request is complete.
        case end
    }

    private enum State {
        case head
        case fixed(remaining: Int)
        case chunkSize
        case chunk(remaining: Int)
        case chunkEnd
        case trailer(bytes: Int)
        case bodyEnd
        case dead(ProtocolError)
    }

    /// How many empty lines are skipped before a request line (RFC 9112 section 2.2).
    private static let maximumLeadingLines = 4

    /// How many bytes a head may keep that it does not need.
    private static let mostUnused = 256

    /// Heads of more bytes are read anew each time.
    private static let mostKept = 1024

    private let limits: WireLimits
    /// The last head and what it says about the body: most clients send the same again and again.
    private var last: (head: RequestHead, framing: Framing)?
    private var buffer: [UInt8] = []
    private var start = 0
    /// How many bytes of the head were already searched for its end.
    private var searched = 0
    private var leadingLines = 0
    private var received = 0
    private var state = State.head
    /// Where the body goes on that is larger than allowed.
    private var unread: State?
    private var isDiscarding = false

    /// Creates a reader for a new connection.
    public init(limits: WireLimits) {
        self.limits = limits
    }

    /// The number of bytes that arrived and are not yet part of an event.
    public var bufferedCount: Int { buffer.count - start }

    /// Whether no byte of the next request has arrived.
    public var isBetweenRequests: Bool {
        if case .head = state { bufferedCount == 0 } else { false }
    }

    /// Appends bytes from the peer.
    public mutating func append(_ bytes: [UInt8]) {
        compact()
        buffer.append(contentsOf: bytes)
    }

    /// Appends bytes from the peer.
    public mutating func append(_ bytes: Span<UInt8>) {
        compact()
        unsafe bytes.withUnsafeBufferPointer { unsafe buffer.append(contentsOf: $0) }
    }

    /// The value of the line `Origin` in a head that is incomplete or was refused; nil if no such line has come.
    public var originOfRefusedHead: String? {
        HeadFragment.value(of: "origin", in: buffer[start...])
    }

    /// Throws the rest of the body away, however large it is: from now on ``next()`` only finds its end. This also leads
    /// back into step after a 413.
    public mutating func discardBody() {
        isDiscarding = true
        if let unread { state = unread }
        unread = nil
    }

    /// Takes the body at once, if its length is known and all of it is there: then the request is complete. Nil if not.
    public mutating func takeBody() -> [UInt8]? {
        guard case .fixed(let remaining) = state, remaining <= bufferedCount, remaining <= limits.bodyBytes,
            let body = take(remaining)
        else { return nil }
        beginRequest()
        return body
    }

    private mutating func beginRequest() {
        state = .head
        received = 0
        leadingLines = 0
    }

    /// Takes the bytes that no event has, because they belong to another protocol.
    public mutating func takeRest() -> [UInt8] {
        defer {
            buffer = []
            start = 0
        }
        return Array(buffer[start...])
    }

    /// Releases memory that only a large request needed.
    public mutating func shrink() {
        guard bufferedCount == 0 else { return }
        buffer = []
        start = 0
    }

    /// The next event; nil if more bytes are needed.
    ///
    /// - Throws: ``ProtocolError``; every later call throws it again, because the connection is out of step.
    public mutating func next() throws(ProtocolError) -> Event? {
        do {
            return try advance()
        } catch {
            if case .dead = state { throw error }
            if error.status == 413 { unread = state }
            state = .dead(error)
            throw error
        }
    }

    private mutating func advance() throws(ProtocolError) -> Event? {
        while true {
            switch state {
            case .dead(let error): throw error
            case .head: return try head()
            case .fixed(let remaining):
                guard isDiscarding || remaining <= limits.bodyBytes else { throw tooLarge }
                let count = min(remaining, bufferedCount)
                guard count > 0 else { return nil }
                state = count == remaining ? .bodyEnd : .fixed(remaining: remaining - count)
                if let piece = take(count) { return .body(piece) }
            case .chunk(let remaining):
                guard isDiscarding || received <= limits.bodyBytes else { throw tooLarge }
                let count = min(remaining, bufferedCount)
                guard count > 0 else { return nil }
                state = count == remaining ? .chunkEnd : .chunk(remaining: remaining - count)
                if let piece = take(count) { return .body(piece) }
            case .chunkSize:
                guard let line = try takeLine(limit: limits.chunkLineBytes, "The chunk size line") else { return nil }
                try beginChunk(line)
            case .chunkEnd:
                guard let line = try takeLine(limit: 0, "The end of a chunk") else { return nil }
                guard line.isEmpty else { throw refusal("A chunk is longer than its size.") }
                state = .chunkSize
            case .trailer(let used):
                let limit = limits.trailerBytes - used
                guard let line = try takeLine(limit: limit, "The trailer section") else { return nil }
                if line.isEmpty {
                    state = .bodyEnd
                } else {
                    try checkTrailer(line)
                    state = .trailer(bytes: used + line.count + 2)
                }
            case .bodyEnd:
                beginRequest()
                return .end
            }
        }
    }

    // MARK: - Head

    private mutating func head() throws(ProtocolError) -> Event? {
        try skipLeadingLines()
        guard let end = endOfHead() else {
            searched = bufferedCount
            guard bufferedCount <= limits.headBytes else { throw tooLong() }
            return nil
        }
        guard end - start <= limits.headBytes else { throw tooLong() }
        let (head, framing) = try head(endingAt: end)
        searched = 0
        switch framing.body {
        case .none: state = .bodyEnd
        case .length(let length): state = .fixed(remaining: length)
        case .chunked: state = .chunkSize
        }
        return .head(head, framing)
    }

    /// Takes a head out of the buffer, up to `end`.
    private mutating func head(endingAt end: Int) throws(ProtocolError) -> (RequestHead, Framing) {
        if let last, last.head.consists(of: buffer.span.extracting(start..<end)) {
            start = end
            compact()
            return last
        }
        // A head that came alone keeps the memory in which it came.
        let isAlone = start == 0 && end == buffer.count && buffer.capacity - end < Self.mostUnused
        let parsed = try HeadParser(limits: limits).parse(isAlone ? buffer : Array(buffer[start..<end]))
        last = end - start <= Self.mostKept ? parsed : nil
        if isAlone { buffer = [] } else { start = end }
        return parsed
    }

    private mutating func skipLeadingLines() throws(ProtocolError) {
        while bufferedCount >= 2, buffer[start] == 0x0D, buffer[start + 1] == 0x0A {
            leadingLines += 1
            guard leadingLines <= Self.maximumLeadingLines else {
                throw ProtocolError(
                    status: 400, reason: "There are too many empty lines before the request.",
                    rule: "RFC 9112 section 2.2")
            }
            start += 2
            searched = 0
        }
    }

    /// The position after the empty line that ends the head. A bare line feed also ends the search, and the parser then
    /// refuses it.
    private func endOfHead() -> Int? {
        let bytes = buffer.span
        var index = start + max(0, searched - 3)
        while let feed = bytes.firstIndex(of: 0x0A, from: index) {
            if feed == start || bytes[feed - 1] != 0x0D { return feed + 1 }
            if feed >= start + 3, bytes[feed - 2] == 0x0A { return feed + 1 }
            if feed == start + 1 { return feed + 1 }
            index = feed + 1
        }
        return nil
    }

    /// The error for a head over the limit. An unfinished request line means that the target is too long.
    private func tooLong() -> ProtocolError {
        let line = buffer[start...].prefix(limits.headBytes)
        if !line.contains(0x0A), line.count > limits.targetBytes {
            return ProtocolError(
                status: 414, reason: "The request target is longer than \(limits.targetBytes) bytes.",
                rule: "RFC 9110 section 15.5.15")
        }
        return ProtocolError(
            status: 431, reason: "The request head is larger than \(limits.headBytes) bytes.",
            rule: "RFC 6585 section 5")
    }

    // MARK: - Body

    /// Consumes bytes that are there; nil if they are thrown away.
    private mutating func take(_ count: Int) -> [UInt8]? {
        let piece = isDiscarding ? nil : Array(buffer[start..<(start + count)])
        start += count
        compact()
        return piece
    }

    private var tooLarge: ProtocolError {
        ProtocolError(
            status: 413, reason: "The body is larger than \(limits.bodyBytes) bytes.", rule: "RFC 9110 section 15.5.14")
    }

    private mutating func takeLine(limit: Int, _ what: String) throws(ProtocolError) -> ArraySlice<UInt8>? {
        let window = buffer[start...].prefix(limit + 2)
        guard let feed = window.firstIndex(of: 0x0A) else {
            guard bufferedCount < limit + 2 else { throw refusal("\(what) is longer than \(limit) bytes.") }
            return nil
        }
        guard feed > start, buffer[feed - 1] == 0x0D else { throw refusal("\(what) does not end in CRLF.") }
        let line = buffer[start..<(feed - 1)]
        guard !line.contains(0x0D), !line.contains(0) else { throw refusal("\(what) contains control characters.") }
        start = feed + 1
        return line
    }

    /// Parses a chunk size in hexadecimal and ignores extensions (RFC 9112 section 7.1.1).
    private mutating func beginChunk(_ line: ArraySlice<UInt8>) throws(ProtocolError) {
        var size = 0
        var digits = 0
        for byte in line {
            guard let value = Token.hexValue(byte) else {
                guard digits > 0, byte == UInt8(ascii: ";") || byte == 0x20 || byte == 0x09 else {
                    throw refusal("The chunk size must be a hexadecimal number.")
                }
                break
            }
            digits += 1
            guard digits <= 15 else { throw refusal("The chunk size has too many digits.") }
            size = size << 4 | Int(value)
        }
        guard digits > 0 else { throw refusal("The chunk size is missing.") }
        let rest = line.dropFirst(digits).drop { $0 == 0x20 || $0 == 0x09 }
        guard rest.isEmpty || rest.first == UInt8(ascii: ";"), rest.allSatisfy(Token.isFieldValue) else {
            throw refusal("The chunk size is followed by something other than an extension.")
        }
        if !isDiscarding { received += size }
        state = size == 0 ? .trailer(bytes: 0) : .chunk(remaining: size)
    }

    private func checkTrailer(_ line: ArraySlice<UInt8>) throws(ProtocolError) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
            line[..<colon].allSatisfy(Token.isToken), line[colon...].allSatisfy(Token.isFieldValue)
        else { throw refusal("A trailer line must have a name, a colon and a value.") }
    }

    private func refusal(_ reason: String) -> ProtocolError {
        ProtocolError(status: 400, reason: reason, rule: "RFC 9112 section 7.1")
    }

    /// Drops consumed bytes when that is cheap or there are many.
    private mutating func compact() {
        if start == buffer.count {
            buffer.removeAll(keepingCapacity: true)
            start = 0
        } else if start > 16 << 10 {
            buffer.removeFirst(start)
            start = 0
        }
    }
}
