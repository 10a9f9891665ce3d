// Random access to a payload for parsers of headers: small reads, each checked against the end.

import System

/// Reads numbers and short runs of bytes anywhere in a payload, through one window of bounded size.
///
/// Every accessor returns nil beyond the end, if the file cannot be read or if the budget is used up, so that a parser
/// needs only one `guard`; ``check()`` tells whether it was one of the latter two.
struct PayloadReader {
    private static let windowSize = 16 * 1024

    private let payload: Payload
    private let budget: WorkBudget
    /// What has stopped the reading.
    private var stop: (any Error)?
    private var window: [UInt8] = []
    private var start = 0

    init(_ payload: Payload, budget: WorkBudget) {
        self.payload = payload
        self.budget = budget
    }

    /// Throws what has stopped the reading: `SystemError` of the file, or `WorkError` of the budget.
    func check() throws {
        if let stop { throw stop }
    }

    /// Charges values that were read.
    mutating func charge(values: Int = 1) -> Bool {
        guard stop == nil else { return false }
        do {
            try budget.count(values: values)
        } catch {
            stop = error
        }
        return stop == nil
    }

    /// The size of the payload in bytes.
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

    /// An unsigned number of `width` bytes (at most 8), most significant byte first; nil also if it does not fit an
    /// `Int`.
    mutating func big(_ width: Int, at offset: Int) -> Int? {
        guard load(offset, width) else { return nil }
        var value: UInt64 = 0
        for index in offset - start..<offset - start + width { value = value << 8 | UInt64(window[index]) }
        return Int(exactly: value)
    }

    /// An unsigned number of `width` bytes (at most 8), least significant byte first; nil also if it does not fit an
    /// `Int`.
    mutating func little(_ width: Int, at offset: Int) -> Int? {
        guard load(offset, width) else { return nil }
        var value: UInt64 = 0
        for index in (offset - start..<offset - start + width).reversed() {
            value = value << 8 | UInt64(window[index])
        }
        return Int(exactly: value)
    }

    /// Whether the bytes at `offset` are those of `text`.
    mutating func has(_ text: StaticString, at offset: Int) -> Bool {
        guard let found = bytes(at: offset, count: text.utf8CodeUnitCount) else { return false }
        return found.elementsEqual(String(describing: text).utf8)
    }

    /// Moves the window so that it covers `count` bytes at `offset`.
    private mutating func load(_ offset: Int, _ count: Int) -> Bool {
        guard offset >= 0, count <= Self.windowSize, offset <= payload.count - count else { return false }
        guard stop == nil else { return false }
        if offset >= start, offset + count <= start + window.count { return true }
        do {
            try budget.read(Self.windowSize)
            window = try payload.read(at: offset, count: min(Self.windowSize, payload.count - offset))
        } catch {
            stop = error
            return false
        }
        start = offset
        return window.count >= count
    }
}
