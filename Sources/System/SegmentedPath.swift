// The path of a request as bytes in which segments are found when somebody wants them.

/// A path whose segments are decoded, but still lie side by side in one piece of memory.
public struct SegmentedPath: Sendable {
    /// A byte that UTF-8 does not have. It separates decoded segments, which may themselves contain slashes.
    public static let mark: UInt8 = 0xFF

    /// What has the segments in it.
    public let bytes: [UInt8]
    /// What stands between two segments.
    public let separator: UInt8
    /// Where the next segment begins; behind ``end`` when there is none left.
    public private(set) var start: Int
    /// Where the last segment ends.
    public let end: Int

    /// A path.
    ///
    /// - Parameter place: where the segments are in `bytes`; nil if there are none. An empty place is one empty segment.
    public init(_ bytes: [UInt8], at place: Range<Int>?, separator: UInt8) {
        self.bytes = bytes
        self.separator = separator
        start = place?.lowerBound ?? 1
        end = place?.upperBound ?? 0
    }

    /// A path of these segments.
    public init(_ segments: [String]) {
        let bytes = Array(segments.map(\.utf8).joined(separator: [Self.mark]))
        self.init(bytes, at: segments.isEmpty ? nil : 0..<bytes.count, separator: Self.mark)
    }

    /// A path without segments.
    public static let empty = SegmentedPath([], at: nil, separator: mark)

    /// Whether there are no segments left.
    public var isEmpty: Bool { start > end }

    /// The segments, in order.
    public var segments: [String] {
        var segments: [String] = []
        var position = start
        while position <= end {
            let stop = endOfSegment(from: position)
            segments.append(text(position..<stop))
            position = stop + 1
        }
        return segments
    }

    /// Where the segment ends that begins at `position`.
    public func endOfSegment(from position: Int) -> Int {
        let bytes = bytes.span
        var index = position
        while index < end, bytes[index] != separator { index += 1 }
        return index
    }

    /// Whether the next segment is this one.
    public func begins(with segment: String) -> Bool {
        let text = segment.utf8
        guard start <= end, text.count <= end - start, endOfSegment(from: start) == start + text.count else {
            return false
        }
        var index = start
        for byte in text {
            if bytes[index] != byte { return false }
            index += 1
        }
        return true
    }

    /// Takes the next segment away.
    public mutating func removeFirst() -> String? {
        guard start <= end else { return nil }
        let stop = endOfSegment(from: start)
        defer { start = stop + 1 }
        return text(start..<stop)
    }

    /// One segment, or several with slashes between them.
    public func text(_ place: Range<Int>) -> String {
        guard separator == Self.mark else { return String(decoding: bytes[place], as: UTF8.self) }
        return String(decoding: bytes[place].map { $0 == Self.mark ? UInt8(ascii: "/") : $0 }, as: UTF8.self)
    }
}
