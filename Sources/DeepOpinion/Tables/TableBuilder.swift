// Reading the text formats of tables.

import Emulator
import Formats
import JSON

/// Collects the records of one file as lines of JSON.
struct TableBuilder {
    let format: TableFormat
    private(set) var columns: [String] = []
    private(set) var lines: [UInt8] = []
    private(set) var count = 0
    /// The first lines.
    private(set) var first: [[JSON]] = []

    private var indexes: [String: Int] = [:]

    init(format: TableFormat) {
        self.format = format
        if format == .txt { setColumns(["text"]) }
    }

    /// Fields separated by commas, or by semicolons or tabs when the first line has more of those.
    mutating func readCSV(_ bytes: [UInt8]) throws {
        var reader = CSVReader(bytes, separator: Self.separator(of: bytes))
        while let record = try reader.next() { add(record.map { $0.isEmpty ? .null : .string($0) }) }
    }

    /// One document a line; empty lines are skipped.
    mutating func readText(_ bytes: [UInt8]) throws {
        for line in Self.lines(of: bytes) {
            guard let text = String(validating: line, as: UTF8.self) else {
                throw Problem.badFile("The file is not valid UTF-8.")
            }
            add([.string(text)])
        }
    }

    /// An array of objects or strings.
    mutating func readJSON(_ bytes: [UInt8]) throws {
        let document = try JSON(
            parsing: Self.withoutMark(bytes), limits: JSONLimits(maximumBytes: TableFile.maximumBytes))
        guard let records = document.array else { throw Problem.badFile("The JSON must be an array of records.") }
        try add(objects: records)
    }

    /// One object or string a line.
    mutating func readLines(_ bytes: [UInt8]) throws {
        var number = 0
        for line in Self.lines(of: Self.withoutMark(bytes)) {
            number += 1
            let record: JSON
            do {
                record = try JSON(parsing: Array(line))
            } catch {
                throw Problem.badFile("Record \(number) is not valid JSON: \(error.message)")
            }
            try add(object: record, number: number)
        }
    }

    /// Adds records that are objects or strings.
    mutating func add(objects: [JSON]) throws {
        for (index, object) in objects.enumerated() { try add(object: object, number: index + 1) }
    }

    /// Adds a record by its cells. In a format with a header line, the first one names the columns.
    mutating func add(_ cells: [JSON]) {
        if format.hasHeaderLine, count == 0 { setColumns(cells.map { TableFile.text(of: $0) ?? "" }) }
        while columns.count < cells.count { setColumns(columns + [""]) }
        var writer = JSONWriter(reserving: 128)
        writer.beginArray()
        for cell in cells { writer.value(cell) }
        writer.endArray()
        lines += writer.bytes
        lines.append(0x0A)
        count += 1
        if first.count < 6 { first.append(cells) }
    }

    private mutating func add(object: JSON, number: Int) throws {
        switch object {
        case .object(let members):
            var cells = [JSON](repeating: .null, count: columns.count)
            for (key, value) in members {
                if let index = indexes[key] {
                    cells[index] = value
                } else {
                    guard columns.count < TableFile.maximumColumns else {
                        throw Problem.badFile("The file has more than \(TableFile.maximumColumns) columns.")
                    }
                    indexes[key] = columns.count
                    columns.append(key)
                    cells.append(value)
                }
            }
            add(cells)
        case .string(let text):
            if columns.isEmpty { setColumns(["text"]) }
            guard let index = indexes["text"] else {
                throw Problem.badFile("Record \(number) is a string, but the objects before it have no text.")
            }
            add((0...index).map { $0 == index ? .string(text) : .null })
        default: throw Problem.badFile("Record \(number) must be an object or a string.")
        }
    }

    private mutating func setColumns(_ names: [String]) {
        columns = names
        indexes = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
    }

    /// The lines of a text without empty ones; a byte order mark is left out.
    private static func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        withoutMark(bytes).split { $0 == 0x0A || $0 == 0x0D }
            .filter { line in !line.allSatisfy { $0 == 0x20 || $0 == 0x09 } }
    }

    private static func withoutMark(_ bytes: [UInt8]) -> [UInt8] {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    }

    private static func separator(of bytes: [UInt8]) -> Character {
        var isQuoted = false
        var counts: [UInt8: Int] = [:]
        for byte in bytes.prefix(64 << 10) {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            guard !isQuoted else { continue }
            if byte == 0x0A || byte == 0x0D { break }
            counts[byte, default: 0] += 1
        }
        let commas = counts[UInt8(ascii: ","), default: 0]
        if counts[UInt8(ascii: ";"), default: 0] > commas { return ";" }
        return counts[UInt8(ascii: "\t"), default: 0] > commas ? "\t" : ","
    }
}
