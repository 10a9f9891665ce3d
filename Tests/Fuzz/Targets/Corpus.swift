// The files that each target starts from.

import Foundation

/// The inputs under fixtures: those made for fuzzing, and those of other tests that fit.
public enum Corpus {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../fixtures").standardizedFileURL

    /// The inputs of a target, in the order of their names.
    public static func files(of target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
        try folders(of: target).flatMap { folder in
            try FileManager.default.contentsOfDirectory(atPath: fixtures.path + "/" + folder.path).sorted()
                .filter { folder.suffixes.isEmpty || folder.suffixes.contains(($0 as NSString).pathExtension) }
                .map { name in
                    let path = folder.path + "/" + name
                    return (path, try bytes(of: path))
                }
        }
    }

    /// The bytes of a file under fixtures.
    static func bytes(of path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: fixtures.appending(path: path)))
    }

    private static func folders(of target: FuzzTarget) -> [(path: String, suffixes: [String])] {
        let own = (path: "fuzz/" + target.rawValue, suffixes: [String]())
        func files(_ suffixes: String...) -> [(path: String, suffixes: [String])] {
            [own, ("files", suffixes), ("files/hostile", suffixes)]
        }
        switch target {
        case .httpHead: return [own, ("http/accepted", ["http"]), ("http/rejected", ["http"])]
        case .csv: return files("csv")
        case .xlsx: return files("xlsx")
        case .mp4: return files("mp4")
        case .jpeg: return files("jpg")
        case .png: return files("png")
        case .zip: return files("zip")
        default: return [own]
        }
    }
}
