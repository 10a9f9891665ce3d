// The zip archive of a calibration: really opened, and its config.json read.

import Crypto
import Emulator
import Formats
import JSON
import System

/// The contents of an uploaded archive.
struct ConfigArchive: Sendable {
    /// The largest `config.json`, in bytes.
    private static let maximumConfig = 1 << 20

    /// `config.json`, a JSON object.
    let config: JSON
    /// Hexadecimal SHA-256 of the archive: equal archives give equal results.
    let digest: String

    /// Reads an archive. Takes time in proportion to its size: for the thread pool.
    ///
    /// - Throws: ``Problem`` 400 for anything that is wrong with it.
    init(reading payload: Payload, budget: WorkBudget) throws {
        do {
            let zip = try ZipReader(payload, budget: budget)
            guard let entry = Self.configEntry(of: zip) else {
                throw Problem.badConfig("the archive must contain a file of this name.")
            }
            config = try JSON(parsing: zip.read(entry, maximum: Self.maximumConfig))
            // The service reads every sensor file, so damaged files and zip bombs must not pass here either.
            for other in zip.entries where !other.isDirectory { try zip.read(other) { _ in } }
        } catch let error as ZipError {
            throw Problem.badArchive(error)
        } catch let error as JSONError {
            throw Problem.badConfig(error.message)
        }
        guard config.object != nil else { throw Problem.badConfig("the file must be a JSON object.") }
        digest = Hex.encode(try SHA256.digest(of: payload, budget: budget))
    }

    /// `config.json` at the top, else the first one in a folder: people zip a folder as often as its contents.
    private static func configEntry(of zip: ZipReader) -> ZipReader.Entry? {
        zip.entries.first { $0.name == "config.json" } ?? zip.entries.first { $0.name.hasSuffix("/config.json") }
    }

    /// A string member of the config, or nil when it is absent.
    ///
    /// - Throws: ``Problem`` 400 when it is not a string.
    func text(_ key: String) throws -> String? {
        guard let value = config[key], !value.isNull else { return nil }
        guard let text = value.string else { throw Problem.badConfig("\(key) must be a string.") }
        return text
    }
}
