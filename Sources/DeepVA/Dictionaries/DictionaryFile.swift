// The file of a dictionary: its type, and whether it can be read.

import Emulator
import Formats
import JSON
import System

/// An uploaded dictionary.
struct DictionaryFile: Sendable {
    /// The maximum size in bytes.
    static let maximumBytes = 16 << 20

    /// `simple` for a list of words, `map` for words and their replacements.
    let type: String
    /// The declared media type, with its parameters.
    let mediaType: String

    /// Looks at an upload. Takes time in proportion to its size, so it belongs on the thread pool.
    ///
    /// - Throws: ``Problem`` 400 for other media types, and for contents that do not match their type.
    init(examining upload: Upload, budget: WorkBudget) throws {
        guard upload.payload.count <= Self.maximumBytes else {
            throw Self.problem("must not have more than \(Self.maximumBytes) bytes")
        }
        let bytes = try upload.payload.bytes(maximum: Self.maximumBytes)
        mediaType = Self.mediaType(of: upload, bytes)
        guard String(validating: bytes, as: UTF8.self) != nil else { throw Self.problem("must be text in UTF-8") }
        let essence = Self.essence(of: mediaType)
        switch essence {
        case "text/plain": type = "simple"
        case "application/json":
            try Self.checkJSON(bytes)
            type = "map"
        case "text/csv":
            // Programs separate fields with semicolons in languages that use a decimal comma.
            do {
                try Self.checkPairs(bytes, separator: ",", budget)
            } catch {
                guard (try? Self.checkPairs(bytes, separator: ";", budget)) != nil else { throw error }
            }
            type = "map"
        case "text/tab-separated-values":
            try Self.checkPairs(bytes, separator: "\t", budget)
            type = "map"
        default:
            throw Self.problem(
                "must be text/plain for a list, or application/json, text/csv or text/tab-separated-values for a map, "
                    + "not \(essence)")
        }
    }

    /// The declared type. If there is none, the name and the first bytes decide.
    private static func mediaType(of upload: Upload, _ bytes: [UInt8]) -> String {
        if let declared = upload.contentType, !["", "application/octet-stream"].contains(essence(of: declared)) {
            return declared
        }
        return MediaSniffer.mediaType(
            declared: nil, prefix: Array(bytes.prefix(MediaSniffer.prefixLength)), filename: upload.filename)
    }

    private static func essence(of mediaType: String) -> String {
        String(mediaType.prefix { $0 != ";" && $0 != " " }).lowercased()
    }

    /// The pairs are the members of one object, or of the objects of a list.
    private static func checkJSON(_ bytes: [UInt8]) throws {
        let limits = JSONLimits(memory: 72 << 20)
        let json: JSON
        do {
            json = try JSON(parsing: bytes, limits: limits)
        } catch {
            throw problem("is not valid JSON: \(error.message)")
        }
        guard json.object == nil else { return }
        guard let entries = json.array else { throw problem("must be a JSON object or a list of objects") }
        for (index, entry) in entries.enumerated() where entry.object?.isEmpty ?? true {
            throw problem("entry \(index) of the list must be an object with members")
        }
    }

    private static func checkPairs(_ bytes: [UInt8], separator: Character, _ budget: WorkBudget) throws {
        var reader = CSVReader(bytes, separator: separator, budget: budget)
        var line = 0
        do {
            while let record = try reader.next() {
                line += 1
                guard record.count >= 2 else { throw problem("record \(line) must have two fields") }
            }
        } catch let error as CSVError {
            throw Problem.badRequest("file: \(error.message)", field: "file")
        }
    }

    private static func problem(_ reason: String) -> Problem { .badRequest("file: \(reason).", field: "file") }
}
