// Reads comma-separated values.

import System

/// Splits a CSV text into records (RFC 4180), one at a time.
///
/// Lines may end with CRLF, LF or CR; the last one needs no end. A byte order mark and empty lines are skipped. Records
/// may have different numbers of fields. Of a text in a file, a window of a few records is held.
public struct CSVReader {
    /// The text, or the part of it that is looked at.
    private var bytes: [UInt8]
    /// What the window has been read from, and how far; nil when it is all of the text.
    private var source: (payload: Payload, position: Int)?
    private let budget: WorkBudget?
    private let separator: UInt8
    private let limits: CSVLimits
    private var offset = 0
    private var line = 1
    private var recordCount = 0
    private var hasFailed = false

    /// Creates a reader for a text in UTF-8. `separator` is one ASCII character, not a quote or line end.
    ///
    /// - Parameter budget: is charged for every field.
    public init(
        _ bytes: [UInt8], separator: Character = ",", limits: CSVLimits = .standard, budget: WorkBudget? = nil
    ) {
        self.init(.memory(bytes), separator: separator, limits: limits, budget: budget)
    }

    /// Creates a reader for a text in memory or in a file.
    public init(
        _ payload: Payload, separator: Character = ",", limits: CSVLimits = .standard, budget: WorkBudget? = nil
    ) {
        guard let separator = separator.asciiValue, separator != UInt8(ascii: "\""), !Self.isLineEnd(separator) else {
            preconditionFailure("A CSV separator must be an ASCII character other than a quote or a line end.")
        }
        bytes = payload.inMemory ?? []
        source = payload.inMemory == nil ? (payload, 0) : nil
        self.separator = separator
        self.limits = limits
        self.budget = budget
    }

    /// All records of a text. Throws `CSVError`, also if there are more fields than `limits.cells`.
    public static func records(
        of bytes: [UInt8],
        separator: Character = ",",
        limits: CSVLimits = .standard
    ) throws -> [[String]] {
        var reader = CSVReader(bytes, separator: separator, limits: limits)
        var records: [[String]] = []
        var cells = 0
        while let record = try reader.next() {
            cells += record.count
            guard cells <= limits.cells else {
                throw CSVError(kind: .tooManyCells(limit: limits.cells), line: reader.line)
            }
            records.append(record)
        }
        return records
    }

    /// The next record; nil at the end. After a thrown `CSVError`, every call returns nil.
    ///
    /// - Throws: `CSVError`, or `WorkError` when the budget is used up.
    public mutating func next() throws -> [String]? {
        guard !hasFailed else { return nil }
        do {
            return try nextRecord()
        } catch {
            hasFailed = true
            throw error
        }
    }

    private mutating func nextRecord() throws -> [String]? {
        try skipEmptyLines()
        guard offset < bytes.count else { return nil }
        recordCount += 1
        let firstLine = line
        let start = offset
        let result: Result<[String], CSVError.Kind>
        do throws(CSVError.Kind) {
            guard recordCount <= limits.records else { throw .tooManyRecords(limit: limits.records) }
            result = .success(try record())
        } catch {
            result = .failure(error)
        }
        try budget?.step((offset - start) / 16)
        // What ends with the window and not with the text was cut.
        guard offset < bytes.count || source == nil else {
            throw CSVError(kind: .recordTooLong(limit: limits.recordBytes), line: firstLine)
        }
        switch result {
        case .success(let fields):
            try budget?.count(values: fields.count)
            return fields
        case .failure(let kind): throw CSVError(kind: kind, line: firstLine)
        }
    }

    /// Moves the window on, so that it has a whole record unless that is too long.
    private mutating func fill() throws(CSVError) {
        guard let (payload, position) = source, bytes.count - offset <= limits.recordBytes else { return }
        bytes.removeFirst(offset)
        offset = 0
        let piece: [UInt8]
        do {
            piece = try payload.read(at: position, count: 2 * limits.recordBytes - bytes.count)
        } catch {
            throw CSVError(kind: .unreadable(error.message), line: line)
        }
        bytes += piece
        let end = position + piece.count
        source = piece.isEmpty || end >= payload.count ? nil : (payload, end)
    }

    private mutating func record() throws(CSVError.Kind) -> [String] {
        var fields: [String] = []
        while true {
            guard fields.count < limits.fields else { throw .tooManyFields(limit: limits.fields) }
            let isQuoted = offset < bytes.count && bytes[offset] == UInt8(ascii: "\"")
            let field = try isQuoted ? quotedField() : plainField()
            guard let text = String(validating: field, as: UTF8.self) else { throw .invalidUTF8 }
            fields.append(text)
            guard offset < bytes.count, bytes[offset] == separator else { break }
            offset += 1
        }
        skipLineEnd()
        return fields
    }

    private mutating func plainField() throws(CSVError.Kind) -> ArraySlice<UInt8> {
        let start = offset
        while offset < bytes.count, bytes[offset] != separator, !Self.isLineEnd(bytes[offset]) {
            guard bytes[offset] != UInt8(ascii: "\"") else { throw .strayQuote }
            offset += 1
        }
        guard offset - start <= limits.fieldBytes else { throw .fieldTooLong(limit: limits.fieldBytes) }
        return bytes[start..<offset]
    }

    /// A quoted field; two quotes inside stand for one (RFC 4180 section 2, rules 5 to 7).
    private mutating func quotedField() throws(CSVError.Kind) -> ArraySlice<UInt8> {
        var field: [UInt8] = []
        offset += 1
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte == UInt8(ascii: "\"") {
                let isDoubled = offset + 1 < bytes.count && bytes[offset + 1] == byte
                offset += isDoubled ? 2 : 1
                if !isDoubled {
                    let isClosed = offset == bytes.count || bytes[offset] == separator || Self.isLineEnd(bytes[offset])
                    guard isClosed else { throw .textAfterQuote }
                    return field[...]
                }
            } else {
                if byte == 0x0A { line += 1 }
                offset += 1
            }
            guard field.count < limits.fieldBytes else { throw .fieldTooLong(limit: limits.fieldBytes) }
            field.append(byte)
        }
        throw .openQuote
    }

    private mutating func skipEmptyLines() throws(CSVError) {
        repeat {
            try fill()
            if line == 1, offset == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
            while offset < bytes.count, Self.isLineEnd(bytes[offset]) { skipLineEnd() }
        } while offset == bytes.count && source != nil
    }

    private mutating func skipLineEnd() {
        guard offset < bytes.count else { return }
        line += 1
        offset += bytes[offset] == 0x0D && offset + 1 < bytes.count && bytes[offset + 1] == 0x0A ? 2 : 1
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool {
        byte == 0x0A || byte == 0x0D
    }
}
