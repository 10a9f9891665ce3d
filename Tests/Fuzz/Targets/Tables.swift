// Tables.

import Formats
import System

/// CSV and XLSX.
enum Tables {
    static func csv(_ bytes: [UInt8]) throws -> Bool {
        var reader = CSVReader(bytes, budget: .forOneInput())
        var writer = CSVWriter()
        var records: [[String]] = []
        do {
            while let record = try reader.next() {
                records.append(record)
                writer.append(record)
            }
        } catch {
            return false
        }
        try promise(try CSVReader.records(of: writer.bytes) == records, "What was written is read again.")
        return true
    }

    /// A whole workbook; or, as damage seldom gets through checksums, the rows of a sheet, and the shared texts behind a
    /// zero byte.
    static func xlsx(_ bytes: [UInt8]) throws -> Bool {
        let payload = bytes.starts(with: "PK".utf8) ? Payload.memory(bytes) : try package(bytes)
        let budget = WorkBudget.forOneInput()
        var cells = 0
        let end: Void? = try? XLSXReader.rows(of: payload, budget: budget) { row in cells += row.count }
        try promise(cells <= 200_000, "Every cell is charged.")
        return end != nil
    }

    private static func package(_ bytes: [UInt8]) throws -> Payload {
        let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        var zip = ZipWriter(modified: 0)
        try zip.add(
            "xl/workbook.xml",
            Array("<workbook xmlns:r='r'><sheets><sheet name='One' r:id='x7'/></sheets></workbook>".utf8),
            method: .store)
        try zip.add(
            "xl/_rels/workbook.xml.rels",
            Array("<Relationships><Relationship Id='x7' Target='/xl/s.xml'/></Relationships>".utf8), method: .store)
        try zip.add(
            "xl/s.xml", Array("<worksheet xmlns='\(main)'>".utf8) + parts[0] + Array("</worksheet>".utf8),
            method: .store)
        if parts.count > 1 { try zip.add("xl/sharedStrings.xml", Array(parts[1]), method: .store) }
        return .memory(try zip.bytes())
    }
}
