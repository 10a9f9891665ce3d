// The formats of uploaded and downloaded tables.

import Formats

/// A file format, given by the extension of a file's name or by the `format` of a download.
enum TableFormat: String, Sendable {
    case csv, txt, json, jsonl, xlsx

    /// The formats of files for groups.
    static let ofGroups: [TableFormat] = [.csv, .txt, .json, .jsonl, .xlsx]
    /// The formats of files for analyses, sessions, classes and labels.
    static let ofRecords: [TableFormat] = [.csv, .json, .jsonl, .xlsx]

    /// The format by the extension of a file's name. Clients guess media types, so those are ignored.
    init?(filename: String) {
        guard let dot = filename.lastIndex(of: ".") else { return nil }
        let name = filename[filename.index(after: dot)...].lowercased()
        // The vendor's page on uploads for analyses spells it so.
        self.init(rawValue: name == "xslx" ? Self.xlsx.rawValue : name)
    }

    /// Whether the first line names the columns, unless the client says otherwise.
    var hasHeaderLine: Bool { self == .csv || self == .xlsx }

    /// The media type of a download.
    var mediaType: String {
        switch self {
        case .csv: "text/csv"
        case .txt: "text/plain"
        case .json: "application/json"
        case .jsonl: "application/x-ndjson"
        case .xlsx: XLSXWriter.mediaType
        }
    }
}
