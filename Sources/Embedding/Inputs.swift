// The files to embed.

import JSON
import System

/// The text files of the package to embed.
struct Inputs {
    /// The most bytes of a file, far more than any has.
    private static let maximumBytes = 64 << 20

    /// A contract file.
    struct Contract {
        let platform: String
        let name: String
        let path: String
        let text: String
    }

    private let root: String
    /// The contract files, platform by platform, `openapi.yaml` first.
    private(set) var contracts: [Contract] = []
    /// The DDL; empty if the file could not be read.
    private(set) var schema = ""
    /// The timings as compact JSON.
    private(set) var timings = "{}"
    /// The seeds: file names and compact JSON.
    private(set) var seeds: [(name: String, text: String)] = []

    /// The path of `schema.sql`.
    var schemaPath: String { root + "/schema.sql" }

    init(root: String, log: inout ProblemLog) {
        self.root = root
        if let text = text(of: schemaPath, &log) {
            schema = text
            if text.isEmpty { log.error(schemaPath, line: 1, "the file is empty") }
        }
        timings = json(of: root + "/fixtures/timings.json", &log, check: Self.timingsProblem) ?? timings
        let seedFolder = root + "/fixtures/seeds"
        for name in names(in: seedFolder, &log) where name.hasSuffix(".json") {
            guard let text = json(of: seedFolder + "/" + name, &log, check: Self.seedProblem) else { continue }
            seeds.append((name, text))
        }
        let folder = root + "/fixtures/contracts"
        for platform in names(in: folder, &log) where Files.isDirectory(folder + "/" + platform) {
            let files = names(in: folder + "/" + platform, &log)
                .sorted { ($0 == "openapi.yaml" ? "" : $0) < ($1 == "openapi.yaml" ? "" : $1) }
            for name in files where !name.hasPrefix(".") {
                let path = "\(folder)/\(platform)/\(name)"
                guard name.hasSuffix(".yaml") else {
                    log.error(path, line: 1, "a contract folder may contain only .yaml files")
                    continue
                }
                guard let text = text(of: path, &log) else { continue }
                contracts.append(Contract(platform: platform, name: platform + "/" + name, path: path, text: text))
            }
        }
        if contracts.isEmpty { log.error(folder, line: 1, "there are no contracts") }
    }

    private func names(in folder: String, _ log: inout ProblemLog) -> [String] {
        (log.attempt(folder) { () throws(SystemError) in try Files.list(folder) } ?? []).sorted()
    }

    private func text(of path: String, _ log: inout ProblemLog) -> String? {
        let bytes = log.attempt(path) { () throws(SystemError) in
            try Files.read(path, maximumBytes: Self.maximumBytes)
        }
        guard let bytes else { return nil }
        // Check line by line, so that the message can name the first bad one.
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
        where line.contains(0) || line.contains(UInt8(ascii: "\r")) || String(validating: line, as: UTF8.self) == nil {
            log.error(path, line: index + 1, "the line is not UTF-8 text ending in a plain line feed")
            return nil
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads and checks a JSON file.
    ///
    /// - Parameter check: returns the first problem: its offset in bytes and what is wrong.
    /// - Returns: the value as compact text; nil if there is a problem.
    private func json(
        of path: String, _ log: inout ProblemLog, check: ([UInt8], JSON) -> (offset: Int, message: String)?
    ) -> String? {
        guard let bytes = text(of: path, &log).map({ Array($0.utf8) }) else { return nil }
        let value: JSON
        do {
            value = try JSON(parsing: bytes)
        } catch {
            log.error(path, line: error.line, error.message)
            return nil
        }
        guard let problem = check(bytes, value) else { return value.description }
        let line = 1 + bytes[..<problem.offset].count { $0 == UInt8(ascii: "\n") }
        log.error(path, line: line, problem.message)
        return nil
    }

    /// Timings are an object of names and milliseconds.
    private static func timingsProblem(_ text: [UInt8], _ value: JSON) -> (offset: Int, message: String)? {
        guard let timings = value.object else { return (0, "the timings must be an object of names and milliseconds") }
        for part in JSONParts(of: text) {
            let name = part.key ?? ""
            guard let wait = timings[name]?.int, wait >= 0 else {
                return (part.value.lowerBound, "\(name) must be a whole number of milliseconds, 0 or more")
            }
        }
        return nil
    }

    /// A seed is a list of requests, each with a path.
    private static func seedProblem(_ text: [UInt8], _ value: JSON) -> (offset: Int, message: String)? {
        guard let requests = value.array else { return (0, "a seed must be an array of requests") }
        for (part, request) in zip(JSONParts(of: text), requests) where request["path"]?.string == nil {
            return (part.value.lowerBound, "every request of a seed needs a path")
        }
        return nil
    }
}
