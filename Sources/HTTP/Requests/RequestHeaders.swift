// The header lines of a request: one buffer and positions in it. Strings are created only on demand.

/// The headers of a request, in order. Names are compared without regard to case.
public struct RequestHeaders: Sendable {
    struct Line: Sendable {
        let name: Range<Int>
        let value: Range<Int>
    }

    let bytes: [UInt8]
    let lines: [Line]

    /// The number of header lines.
    public var count: Int { lines.count }

    /// The approximate memory use in bytes.
    public var byteCount: Int { bytes.count }

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

    func places(_ name: StaticString) -> [Range<Int>] {
        let wanted = name.description.utf8
        return lines.filter { matches($0, wanted) }.map(\.value)
    }

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
