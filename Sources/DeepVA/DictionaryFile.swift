// The file of a dictionary: which type it makes, and whether it can be read as that.

import Emulator
import Formats
import JSON
import System

/// What an uploaded dictionary is.
struct DictionaryFile: Sendable {
    /// The most bytes of a dictionary.
    static let maximumBytes = 16 << 20

    /// `simple` for a list of words, `map` for words that stand for others.
    let type: String
    let mediaType: String

    /// Looks at an upload. Takes time in proportion to its size: for the thread pool.
    ///
    /// - Throws: ``Problem`` 400 for other media types, and for contents that are not what their type says.
    init(examining upload: Upload) throws {
        guard upload.payload.count <= Self.maximumBytes else {
            throw Self.problem("expected at most \(Self.maximumBytes) bytes")
        }
        let bytes = try upload.payload.bytes(maximum: Self.maximumBytes)
        mediaType = Self.mediaType(of: upload, bytes)
        guard String(validating: bytes, as: UTF8.self) != nil else { throw Self.problem("expected text in UTF-8") }
        switch mediaType {
        case "text/plain": type = "simple"
        case "application/json":
            guard (try? JSON(parsing: bytes))?.object != nil else { throw Self.problem("expected a JSON object") }
            type = "map"
        case "text/csv", "text/tab-separated-values":
            try Self.checkPairs(bytes, separator: mediaType == "text/csv" ? "," : "\t")
            type = "map"
        default:
            throw Self.problem(
                "expected text/plain for a list, or application/json, text/csv or text/tab-separated-values for a map, "
                    + "got \(mediaType)")
        }
    }

    /// The part's own word; without one the name and the first bytes tell.
    private static func mediaType(of upload: Upload, _ bytes: [UInt8]) -> String {
        let declared = upload.contentType.map { String($0.prefix { $0 != ";" && $0 != " " }).lowercased() }
        if let declared, declared != "application/octet-stream" { return declared }
        return MediaSniffer.mediaType(
            declared: nil, prefix: Array(bytes.prefix(MediaSniffer.prefixLength)), filename: upload.filename)
    }

    private static func checkPairs(_ bytes: [UInt8], separator: Character) throws {
        var reader = CSVReader(bytes, separator: separator)
        var line = 0
        do {
            while let record = try reader.next() {
                line += 1
                guard record.count >= 2 else { throw problem("record \(line) has one field, expected two") }
            }
        } catch let error as CSVError {
            throw problem("the table cannot be read: \(error)")
        }
    }

    private static func problem(_ reason: String) -> Problem { .badRequest("file: \(reason).", field: "file") }
}
