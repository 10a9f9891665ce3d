// Random access to a payload for header parsers: small reads, every one checked against the end.

import System

/// Reads numbers and short runs of bytes from anywhere in a payload, through one window of bounded size.
///
/// Every accessor gives nil beyond the end and when the file cannot be read, so that a parser needs one `guard`.
struct PayloadReader {
    private static let windowSize = 16 * 1024

    private let payload: Payload
    private var window: [UInt8] = []
    private var start = 0
    /// Why the last read gave nothing, when the file was the reason.
    private(set) var failure: SystemError?

    init(_ payload: Payload) {
        self.payload = payload
    }

    /// Bytes in the payload.
    var count: Int { payload.count }

    /// `count` bytes at `offset`; `count` must be at most 16 KiB.
    mutating func bytes(at offset: Int, count: Int) -> ArraySlice<UInt8>? {
        guard load(offset, count) else { return nil }
        return window[offset - start..<offset - start + count]
    }

    mutating func byte(at offset: Int) -> UInt8? {
        guard load(offset, 1) else { return nil }
        return window[offset - start]
    }

    /// An unsigned number of `width` bytes (at most 8), highest byte first; nil also when it does not fit `Int`.
    mutating func big(_ width: Int, at offset: Int) -> Int? {
        guard load(offset, width) else { return nil }
        var value: UInt64 = 0
        for index in offset - start..<offset - start + width { value = value << 8 | UInt64(window[index]) }
        return Int(exactly: value)
    }

    /// An unsigned number of `width` bytes (at most 8), lowest byte first; nil also when it does not fit `Int`.
    mutating func little(_ width: Int, at offset: Int) -> Int? {
        guard load(offset, width) else { return nil }
        var value: UInt64 = 0
        for index in (offset - start..<offset - start + width).reversed() {
            value = value << 8 | UInt64(window[index])
        }
        return Int(exactly: value)
    }

    /// Whether `text` stands at `offset`, byte for byte.
    mutating func has(_ text: StaticString, at offset: Int) -> Bool {
        guard let found = bytes(at: offset, count: text.utf8CodeUnitCount) else { return false }
        return found.elementsEqual(String(describing: text).utf8)
    }

    /// Makes the window cover `count` bytes at `offset`.
    private mutating func load(_ offset: Int, _ count: Int) -> Bool {
        guard offset >= 0, count <= Self.windowSize, offset <= payload.count - count else { return false }
        if offset >= start, offset + count <= start + window.count { return true }
        do {
            window = try payload.read(at: offset, count: min(Self.windowSize, payload.count - offset))
        } catch {
            failure = error
            window = []
        }
        start = offset
        return window.count >= count
    }
}
