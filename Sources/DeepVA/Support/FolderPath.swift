// Paths of folders, which start and end with a slash.

import Emulator

/// A normalised folder path.
struct FolderPath: Equatable {
    /// The maximum length of a path in bytes.
    static let maximumBytes = 1024
    /// The root folder, which has no row.
    static let root = FolderPath(unchecked: "/")

    /// The path with both outer slashes.
    let text: String

    private init(unchecked text: String) {
        self.text = text
    }

    /// Adds missing outer slashes and drops empty segments.
    ///
    /// - Throws: ``Problem`` 400 for `.` and `..` segments, control characters and paths that are too long.
    init(_ given: String) throws {
        guard given.utf8.count <= Self.maximumBytes else {
            throw Problem.badFolder("must not have more than \(Self.maximumBytes) bytes.")
        }
        guard given.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
            throw Problem.badFolder("must not contain control characters.")
        }
        let segments = given.split(separator: "/")
        guard !segments.contains("."), !segments.contains("..") else {
            throw Problem.badFolder("must not contain the segments . and ..")
        }
        text = segments.isEmpty ? "/" : "/" + segments.joined(separator: "/") + "/"
    }

    /// The parent folder; nil for the root.
    var parent: FolderPath? {
        guard self != .root else { return nil }
        let trimmed = text.dropLast()
        guard let slash = trimmed.lastIndex(of: "/") else { return .root }
        return FolderPath(unchecked: String(trimmed[...slash]))
    }
}
