// The records of a download, gathered in slices.

import JSON

/// A table that records are added to. It keeps them as text in a few large buffers: freeing a million small values would
/// hold up the loop.
struct DownloadTable: Sendable {
    /// The columns so far, in order; records may add some.
    private(set) var columns: [String]
    private var buffers: [[UInt8]] = []
    private var indexes: [String: Int]
    private static let bufferSize = 256 << 10
    /// The memory of the records, in bytes.
    var memoryBytes: Int { buffers.count * Self.bufferSize }

    init(columns: [String]) {
        self.columns = columns
        indexes = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
    }

    /// Adds a record: cells of the first columns, then further members by name.
    mutating func add(_ cells: [JSON], _ further: JSONObject = [:]) {
        var record = cells
        for (key, value) in further {
            let index = indexes[key] ?? columns.count
            if index == columns.count {
                columns.append(key)
                indexes[key] = index
            }
            while record.count <= index { record.append(.null) }
            record[index] = value
        }
        var writer = JSONWriter(reserving: 256)
        writer.value(.array(record))
        if buffers.last.map({ $0.count + writer.count > Self.bufferSize }) ?? true {
            buffers.append([])
            buffers[buffers.count - 1].reserveCapacity(Self.bufferSize)
        }
        buffers[buffers.count - 1] += writer.bytes
        buffers[buffers.count - 1].append(0x0A)
    }

    /// Calls `body` with the cells of every record, in order.
    func eachRecord(_ body: ([JSON]) throws -> Void) throws {
        for line in buffers.lazy.flatMap({ $0.split(separator: 0x0A) }) {
            try body(JSON(parsing: Array(line)).array ?? [])
        }
    }
}
