// The header lines of a request: one buffer and positions in it. Strings are created only on demand.

/// The headers of a request, in order. Names are compared without regard to case.
public struct RequestHeaders: Sendable {
    /// Where the parts of one line are. There are many of them, and a head is far smaller than four gigabytes.
    struct Line: Sendable {
        private let bounds: (UInt32, UInt32, UInt32, UInt32)
        let known: HeaderName?

        init(name: Range<Int>, value: Range<Int>, known: HeaderName?) {
            bounds = (
                UInt32(name.lowerBound), UInt32(name.upperBound), UInt32(value.lowerBound), UInt32(value.upperBound)
            )
            self.known = known
        }

        var name: Range<Int> { Int(bounds.0)..<Int(bounds.1) }
        var value: Range<Int> { Int(bounds.2)..<Int(bounds.3) }
    }

    /// The lines of a head while they are parsed.
    struct Lines: Sendable {
        private(set) var all: [Line] = []
        private(set) var known = HeaderNames()
        private(set) var repeated = HeaderNames()

        init() {
            all.reserveCapacity(8)
        }

        mutating func append(_ line: Line) {
            all.append(line)
            guard let name = line.known else { return }
            if known.contains(name) { repeated.insert(name) }
            known.insert(name)
        }
    }

    let bytes: [UInt8]
    let lines: [Line]
    /// The known names that some line has, and those that several lines have.
    private let known: HeaderNames
    private let repeated: HeaderNames

    init(bytes: [UInt8], lines: Lines) {
        self.bytes = bytes
        self.lines = lines.all
        known = lines.known
        repeated = lines.repeated
    }

    /// The number of header lines.
    public var count: Int { lines.count }

    /// The approximate memory use in bytes.
    public var byteCount: Int { bytes.count }

    /// Whether there is a known header.
    public func contains(_ name: HeaderName) -> Bool { known.contains(name) }

    /// The first value of a known header; nil if it is absent.
    public subscript(name: HeaderName) -> String? {
        place(name).map(text)
    }

    /// Calls `body` with the bytes of the first value of a known header; nil if it is absent.
    public func withValue<T>(of name: HeaderName, _ body: (Span<UInt8>) -> T) -> T? {
        place(name).map { body(bytes.span.extracting($0)) }
    }

    /// The first value of a header; nil if it is absent.
    public subscript(name: String) -> String? {
        first(name.utf8).map(text)
    }

    /// Whether a proxy may have said what its client used: there is `Forwarded`, or a header that begins with `X-F`.
    public var mentionForwarding: Bool {
        lines.contains { line in
            guard line.name.count >= 9 else { return false }
            switch Token.lowercased(bytes[line.name.lowerBound]) {
            case UInt8(ascii: "f"): return matches(line, "forwarded".utf8)
            case UInt8(ascii: "x"): return Token.lowercased(bytes[line.name.lowerBound + 2]) == UInt8(ascii: "f")
            default: return false
            }
        }
    }

    /// Every value of a header, in order.
    public func all(_ name: String) -> [String] {
        lines.filter { matches($0, name.utf8) }.map { text($0.value) }
    }

    /// Names and values in order, for journals and tests.
    public var pairs: [(name: String, value: String)] {
        lines.map { (text($0.name), text($0.value)) }
    }

    func first(_ name: String.UTF8View) -> Range<Int>? {
        for line in lines where matches(line, name) { return line.value }
        return nil
    }

    /// Where the first value of a known header is.
    func place(_ name: HeaderName) -> Range<Int>? {
        guard known.contains(name) else { return nil }
        for line in lines where line.known == name { return line.value }
        return nil
    }

    /// Where the values of a known header are.
    func places(_ name: HeaderName) -> [Range<Int>] {
        guard known.contains(name) else { return [] }
        return lines.filter { $0.known == name }.map(\.value)
    }

    /// Whether a line may say something about a body or the connection.
    var mentionFraming: Bool {
        known.contains(.connection) || known.contains(.contentLength) || known.contains(.expect)
            || known.contains(.transferEncoding)
    }

    /// Whether several lines have a known name.
    func isRepeated(_ name: HeaderName) -> Bool { repeated.contains(name) }

    func slice(_ range: Range<Int>) -> ArraySlice<UInt8> { bytes[range] }

    private func matches(_ line: Line, _ name: String.UTF8View) -> Bool {
        guard line.name.count == name.count else { return false }
        var index = line.name.lowerBound
        for byte in name {
            if Token.lowercased(bytes[index]) != Token.lowercased(byte) { return false }
            index += 1
        }
        return true
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}
