// A CSV file with the sources of a batch.

import Emulator
import Formats
import System

/// The sources in a file, or what is wrong with it.
struct BatchFile: Sendable {
    /// The maximum size in bytes.
    private static let maximumBytes = 4 << 20
    /// The maximum number of rows.
    private static let maximumRows = 10_000

    /// The name of the uploaded file.
    let name: String
    /// The URLs of the sources, one for each row.
    let sources: [String]
    /// What is wrong with the file; nil if it can be used.
    let error: String?

    /// Reads a file. The first column of each row is a source; a first row without `://` is a header.
    init(_ upload: Upload, budget: WorkBudget) throws {
        name = upload.filename
        var sources: [String] = []
        error = try Self.read(upload, into: &sources, budget)
        self.sources = error == nil ? sources : []
    }

    /// The name of the file without its extension, which becomes the name of the batch.
    var batchName: String {
        let last = name.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
        guard let dot = last.lastIndex(of: "."), dot > last.startIndex else { return last.isEmpty ? "batch" : last }
        return String(last[..<dot])
    }

    /// Reads the sources of a file.
    ///
    /// - Returns: what is wrong with it; nil if it can be used.
    private static func read(_ upload: Upload, into sources: inout [String], _ budget: WorkBudget) throws -> String? {
        guard upload.payload.count <= maximumBytes else { return "The file has more than \(maximumBytes) bytes." }
        guard let bytes = try? upload.payload.bytes(maximum: maximumBytes) else { return "The file cannot be read." }
        do {
            let limits = CSVLimits(fieldBytes: 1 << 16, records: maximumRows + 1)
            var reader = CSVReader(bytes, limits: limits, budget: budget)
            var row = 0
            while let record = try reader.next() {
                row += 1
                let source = trimmed(record.first ?? "")
                if source.contains("://"), source.utf8.count <= 4096 {
                    sources.append(source)
                } else if row > 1 {
                    return "Row \(row) does not start with the URL of a source."
                }
            }
        } catch let error as CSVError {
            return "The file is not valid CSV: \(error.message)"
        }
        guard sources.count <= maximumRows else { return "The file has more than \(maximumRows) rows." }
        return sources.isEmpty ? "The file contains no sources." : nil
    }

    private static func trimmed(_ text: String) -> String {
        let inner = text.drop { $0.isWhitespace }
        guard let last = inner.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(inner[...last])
    }
}
