// A part of an import: some lines, and the documents that they give.

import JSON
import System

/// The documents of some lines. Read on the thread pool.
struct ImportSlice: Sendable {
    /// The most records of one slice, and the bytes that are read for it.
    private static let maximumRecords = 100
    private static let bytesRead = 64 << 10

    private(set) var items: [ImportItem] = []
    /// Where the next slice begins.
    private(set) var end: Int

    init(of payload: Payload, at offset: Int, plan: ImportPlan) throws {
        let bytes = try Self.lines(of: payload, at: offset)
        end = offset
        var start = 0
        var count = 0
        while start < bytes.count, count < Self.maximumRecords {
            let stop = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
            if offset + start > 0 || !plan.skipsFirstLine,
                let line = try? JSON(parsing: Array(bytes[start..<stop])), let item = plan.item(line)
            {
                items.append(item)
            }
            count += 1
            start = stop + 1
        }
        end = offset + min(start, bytes.count)
    }

    /// Whole lines from `offset` on: at least one, if there is any.
    static func lines(of payload: Payload, at offset: Int) throws -> [UInt8] {
        var size = Self.bytesRead
        while true {
            let bytes = try payload.read(at: offset, count: min(size, payload.count - offset))
            if offset + bytes.count >= payload.count { return bytes }
            if let last = bytes.lastIndex(of: 0x0A) { return Array(bytes[...last]) }
            guard bytes.count == size else { return bytes }
            size *= 2
        }
    }
}
