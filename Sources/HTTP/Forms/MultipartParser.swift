// Takes multipart bodies apart while they arrive (RFC 2046 section 5.1, RFC 7578).

/// A streaming parser: bytes in, parts out, however the bytes are cut into pieces.
public struct MultipartParser {
    /// What the parser has recognised.
    public enum Event: Sendable, Equatable {
        /// A part begins.
        case partHead(PartHead)
        /// A piece of its content.
        case partBody([UInt8])
        /// The part is complete.
        case partEnd
        /// The final boundary was read. Anything after it is ignored.
        case end
    }

    private enum State {
        case preamble
        case afterBoundary
        case head
        case body
        case epilogue
        case dead(BodyProblem)
    }

    /// The longest boundary (RFC 2046 section 5.1.1).
    private static let maximumBoundary = 70

    private let limits: WireLimits
    /// CRLF, two hyphens, and the boundary.
    private let delimiter: [UInt8]
    private var buffer: [UInt8]
    private var start = 0
    private var parts = 0
    private var state = State.preamble

    /// Creates a parser for a body with this boundary.
    public init(boundary: String, limits: WireLimits) throws(BodyProblem) {
        // No boundary ends in white space (RFC 2046 section 5.1.1); behind one it is padding.
        let boundary = boundary[...].trimmingTrailingSpaces()
        guard (1...Self.maximumBoundary).contains(boundary.utf8.count),
            boundary.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F })
        else { throw BodyProblem(status: 400, message: "The multipart boundary is missing or invalid.") }
        self.limits = limits
        delimiter = [0x0D, 0x0A, 0x2D, 0x2D] + Array(boundary.utf8)
        // The body may begin with the first boundary: pretend that a line end came before it.
        buffer = [0x0D, 0x0A]
    }

    /// Whether the final boundary was read.
    public var isComplete: Bool { if case .epilogue = state { true } else { false } }

    /// Appends bytes of the body.
    public mutating func append(_ bytes: [UInt8]) {
        if case .epilogue = state { return }
        if start > 0 {
            buffer.removeFirst(start)
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// The next event; nil if more bytes are needed.
    ///
    /// - Throws: ``BodyProblem``; every later call throws it again.
    public mutating func next() throws(BodyProblem) -> Event? {
        do {
            return try advance()
        } catch {
            state = .dead(error)
            throw error
        }
    }

    private mutating func advance() throws(BodyProblem) -> Event? {
        while true {
            switch state {
            case .dead(let problem): throw problem
            case .epilogue:
                buffer = []
                start = 0
                return nil
            case .preamble:
                guard let place = find(delimiter) else {
                    start = max(start, buffer.count - delimiter.count + 1)
                    return nil
                }
                start = place + delimiter.count
                state = .afterBoundary
            case .afterBoundary:
                guard let isFinal = try boundaryEnd() else { return nil }
                if isFinal {
                    state = .epilogue
                    return .end
                }
                state = .head
            case .head:
                guard let head = try partHead() else { return nil }
                state = .body
                return .partHead(head)
            case .body:
                if let place = find(delimiter) {
                    if place > start { return .partBody(take(upTo: place)) }
                    start += delimiter.count
                    state = .afterBoundary
                    return .partEnd
                }
                // The last bytes may be the start of a delimiter.
                let safe = buffer.count - delimiter.count + 1
                return safe > start ? .partBody(take(upTo: safe)) : nil
            }
        }
    }

    /// What follows a boundary: two hyphens end the body, padding and a line end begin a part. Nil if not known yet.
    private mutating func boundaryEnd() throws(BodyProblem) -> Bool? {
        if buffer.count - start < 2 { return nil }
        if buffer[start] == 0x2D, buffer[start + 1] == 0x2D { return true }
        var index = start
        while index < buffer.count, buffer[index] == 0x20 || buffer[index] == 0x09 {
            index += 1
            guard index - start <= 128 else { throw problem("Too much padding behind a boundary.") }
        }
        guard index + 1 < buffer.count else { return nil }
        guard buffer[index] == 0x0D, buffer[index + 1] == 0x0A else {
            throw problem("A boundary is not followed by the end of its line.")
        }
        // Keep the line end: it is the empty line of a part without headers.
        start = index
        return false
    }

    private mutating func partHead() throws(BodyProblem) -> PartHead? {
        guard let end = find([0x0D, 0x0A, 0x0D, 0x0A]) else {
            guard buffer.count - start <= limits.partHeaderBytes else {
                throw problem("The headers of a part are larger than \(limits.partHeaderBytes) bytes.")
            }
            return nil
        }
        guard end - start <= limits.partHeaderBytes else {
            throw problem("The headers of a part are larger than \(limits.partHeaderBytes) bytes.")
        }
        parts += 1
        guard parts <= limits.partCount else {
            throw BodyProblem(status: 413, message: "The body has more than \(limits.partCount) parts.")
        }
        let lines = buffer[start..<end]
        start = end + 4
        return try PartHeadParser.parse(lines)
    }

    private mutating func take(upTo end: Int) -> [UInt8] {
        let bytes = Array(buffer[start..<end])
        start = end
        return bytes
    }

    /// The position of `pattern`, at the start or after it.
    private func find(_ pattern: [UInt8]) -> Int? {
        guard buffer.count - start >= pattern.count else { return nil }
        let bytes = buffer.span
        let first = pattern[0]
        for index in start...(buffer.count - pattern.count) where bytes[index] == first {
            var offset = 1
            while offset < pattern.count, bytes[index + offset] == pattern[offset] { offset += 1 }
            if offset == pattern.count { return index }
        }
        return nil
    }

    private func problem(_ message: String) -> BodyProblem { BodyProblem(status: 400, message: message) }
}
