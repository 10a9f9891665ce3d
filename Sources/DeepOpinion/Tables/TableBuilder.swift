// Reading the formats of tables.

import Emulator
import Formats
import JSON
import System

/// Collects the records of one file as lines of JSON.
struct TableBuilder {
    /// The most bytes of one line: a few large texts in thousands of cells cost little in a file, and much as a record.
    private static let maximumLine = LineReader.maximumLine
    /// The most bytes of a JSON document, which is held as a whole.
    private static let maximumJSON = 32 << 20
    /// The longest name of a column; longer ones are cut.
    private static let longestName = 500

    let format: TableFormat
    private(set) var columns: [String] = []
    private(set) var count = 0
    /// The first records, with cells cut as ``TableFile/previewText(of:)`` says.
    private(set) var first: [[JSON]] = []

    private let budget: WorkBudget
    private var spool: TableSpool
    private var indexes: [String: Int] = [:]

    init(format: TableFormat, spool: TableSpool, budget: WorkBudget) throws {
        self.format = format
        self.spool = spool
        self.budget = budget
        if format == .txt { try setColumns(["text"]) }
    }

    /// All lines.
    mutating func finish() throws -> Payload { try spool.finish() }

    /// Reads a file in its format.
    mutating func read(_ payload: Payload) throws {
        switch format {
        case .csv: try readCSV(payload)
        case .txt: try readText(payload)
        case .json: try readJSON(payload)
        case .jsonl: try readLines(payload)
        case .xlsx: try XLSXReader.rows(of: payload, budget: budget) { try add($0.map(Self.cell)) }
        }
    }

    /// Fields separated by commas, or by semicolons or tabs when the first line has more of those.
    private mutating func readCSV(_ payload: Payload) throws {
        let separator = Self.separator(of: try payload.read(at: 0, count: 64 << 10))
        var reader = CSVReader(payload, separator: separator, budget: budget)
        while let record = try reader.next() { try add(record.map { $0.isEmpty ? .null : .string($0) }) }
    }

    /// One document a line; empty lines are skipped.
    private mutating func readText(_ payload: Payload) throws {
        var reader = try LineReader(payload)
        while let line = try reader.next() {
            guard !Self.isBlank(line) else { continue }
            guard let text = String(validating: line, as: UTF8.self) else {
                throw Problem.badFile("The file is not valid UTF-8.")
            }
            try budget.count(values: 1)
            try add([.string(text)])
        }
    }

    /// An array of objects or strings.
    private mutating func readJSON(_ payload: Payload) throws {
        guard payload.count <= Self.maximumJSON else { throw Problem.fileTooLarge(Self.maximumJSON) }
        let bytes = try payload.bytes(maximum: Self.maximumJSON)
        let limits = JSONLimits(maximumBytes: Self.maximumJSON, memory: 64 << 20)
        let document = try JSON(
            parsing: bytes.starts(with: Self.mark) ? Array(bytes.dropFirst(3)) : bytes, limits: limits)
        guard let records = document.array else { throw Problem.badFile("The JSON must be an array of records.") }
        try add(objects: records)
    }

    /// One object or string a line.
    private mutating func readLines(_ payload: Payload) throws {
        var reader = try LineReader(payload)
        var number = 0
        while let line = try reader.next() {
            guard !Self.isBlank(line) else { continue }
            number += 1
            let record: JSON
            do {
                record = try JSON(parsing: Array(line), limits: JSONLimits(memory: 64 << 20))
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

    /// Adds a record by its cells. In a format with a header line, the first one names the columns. Empty cells at the end
    /// are left out of the line.
    private mutating func add(_ cells: [JSON]) throws {
        if format.hasHeaderLine, count == 0 {
            try setColumns(cells.map { TableFile.text(of: $0) ?? "" })
        } else if columns.count < cells.count {
            try setColumns(columns + Array(repeating: "", count: cells.count - columns.count))
        }
        let used = cells.lastIndex { !$0.isNull } ?? -1
        var writer = JSONWriter(reserving: 128)
        writer.beginArray()
        for cell in cells[...used] {
            writer.value(cell)
            guard writer.count <= Self.maximumLine else {
                throw Problem.badFile("Record \(count + 1) has more than \(Self.maximumLine) bytes.")
            }
        }
        writer.endArray()
        try budget.step(writer.count / 32)
        try spool.append(writer.bytes)
        count += 1
        if first.count < 6 { first.append(cells[...used].map(TableFile.previewCell)) }
    }

    private mutating func add(object: JSON, number: Int) throws {
        switch object {
        case .object(let members):
            var cells = [JSON](repeating: .null, count: columns.count)
            for (key, value) in members {
                if let index = indexes[key] {
                    cells[index] = value
                } else {
                    try require(columns: columns.count + 1)
                    try budget.hold(key.utf8.count)
                    indexes[key] = columns.count
                    columns.append(Self.name(key))
                    cells.append(value)
                }
            }
            try budget.count(values: cells.count)
            try add(cells)
        case .string(let text):
            if columns.isEmpty { try setColumns(["text"]) }
            guard let index = indexes["text"] else {
                throw Problem.badFile("Record \(number) is a string, but the objects before it have no text.")
            }
            try budget.count(values: index + 1)
            try add((0...index).map { $0 == index ? .string(text) : .null })
        default: throw Problem.badFile("Record \(number) must be an object or a string.")
        }
    }

    private mutating func setColumns(_ names: [String]) throws {
        try require(columns: names.count)
        columns = names.map(Self.name)
        indexes = Dictionary(columns.enumerated().map { ($1, $0) }) { first, _ in first }
    }

    private func require(columns count: Int) throws {
        guard count <= TableFile.maximumColumns else {
            throw Problem.badFile("The file has more than \(TableFile.maximumColumns) columns.")
        }
    }

    private static func name(_ text: String) -> String {
        text.utf8.count <= longestName ? text : String(text.unicodeScalars.prefix(longestName))
    }

    private static func cell(_ cell: XLSXCell) -> JSON {
        switch cell {
        case .empty: .null
        case .text(let text): .string(text)
        case .number(let number): Int(exactly: number).map { .int($0) } ?? .double(number)
        case .bool(let flag): .bool(flag)
        }
    }

    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private static func isBlank(_ line: ArraySlice<UInt8>) -> Bool { line.allSatisfy { $0 == 0x20 || $0 == 0x09 } }

    private static func separator(of bytes: [UInt8]) -> Character {
        var isQuoted = false
        var counts: [UInt8: Int] = [:]
        for byte in bytes {
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
