// The files that go into the binary.

import JSON
import System

/// The text files of the package that are embedded.
struct Inputs {
    /// More than any of the files will ever have, in bytes.
    private static let maximumBytes = 64 << 20

    /// A contract file: its platform, its short name and its text.
    struct Contract {
        let platform: String
        let name: String
        let path: String
        let text: String
    }

    private let root: String
    /// The contract files, platform by platform, `openapi.yaml` first.
    private(set) var contracts: [Contract] = []
    /// The DDL; empty when the file could not be read.
    private(set) var schema = ""
    /// The timings, compact JSON.
    private(set) var timings = "{}"
    /// The seeds: file names and compact JSON.
    private(set) var seeds: [(name: String, text: String)] = []

    /// Where `schema.sql` is.
    var schemaPath: String { root + "/schema.sql" }

    init(root: String, log: inout ProblemLog) {
        self.root = root
        schema = text(of: schemaPath, &log) ?? ""
        timings = json(of: root + "/fixtures/timings.json", &log) ?? timings
        let seedFolder = root + "/fixtures/seeds"
        for name in names(in: seedFolder, &log) where name.hasSuffix(".json") {
            guard let text = json(of: seedFolder + "/" + name, &log) else { continue }
            seeds.append((name, text))
        }
        let folder = root + "/fixtures/contracts"
        for platform in names(in: folder, &log) where Files.isDirectory(folder + "/" + platform) {
            let files = names(in: folder + "/" + platform, &log)
                .sorted { ($0 == "openapi.yaml" ? "" : $0) < ($1 == "openapi.yaml" ? "" : $1) }
            for name in files where !name.hasPrefix(".") {
                let path = "\(folder)/\(platform)/\(name)"
                guard name.hasSuffix(".yaml") else {
                    log.error(path, line: 1, "a contract folder holds .yaml files only")
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
        guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0),
            !bytes.contains(UInt8(ascii: "\r"))
        else {
            log.error(path, line: 1, "the file is not UTF-8 text with plain line feeds")
            return nil
        }
        return text
    }

    private func json(of path: String, _ log: inout ProblemLog) -> String? {
        guard let text = text(of: path, &log) else { return nil }
        do {
            return try JSON(parsing: text).description
        } catch {
            log.error(path, line: error.line, error.message)
            return nil
        }
    }
}
