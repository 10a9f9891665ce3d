// Archives for tests: made on the spot, or from fixtures/files.

import Formats
import Foundation

/// Archives and files for tests.
public enum TestArchive {
    /// A zip archive with these files.
    public static func zip(_ files: [(name: String, bytes: [UInt8])]) throws -> [UInt8] {
        var writer = ZipWriter(modified: 1_767_225_600)
        for (name, bytes) in files { try writer.add(name, bytes) }
        return try writer.bytes()
    }

    /// A file of fixtures/files.
    public static func fixture(_ name: String) throws -> [UInt8] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../fixtures/files")
        return Array(try Data(contentsOf: folder.appending(path: name)))
    }

    /// The names of the hostile archives in fixtures/files/hostile.
    public static let hostile = [
        "absolute.zip", "backslash.zip", "bomb.zip", "duplicate.zip", "encrypted.zip", "escape.zip", "huge-claim.zip",
        "lying-size.zip", "many-entries.zip", "nul-name.zip", "truncated.zip", "wrong-checksum.zip",
    ]
}
