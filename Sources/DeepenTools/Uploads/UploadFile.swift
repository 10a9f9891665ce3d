// One entry of `files` in a creating request: a file that is to be uploaded.

import Emulator
import JSON

/// One entry of `files` in a creating request.
struct UploadFile: Sendable {
    /// The size as it was written: clients send whole numbers and floats, and get back what they sent.
    let declared: JSON
    /// Bytes.
    let size: Int
    let mediaType: String

    init(declared: JSON, size: Int, mediaType: String) {
        self.declared = declared
        self.size = size
        self.mediaType = mediaType
    }

    /// - Throws: ``Problem`` 400 when the size is no whole number of bytes.
    init(_ entry: JSON, at index: Int) throws {
        guard let number = entry["file_size"]?.double, let size = Int(exactly: number) else {
            throw Problem.badRequest("files.\(index).file_size must be a whole number of bytes.", field: "files")
        }
        self.init(
            declared: entry["file_size"] ?? .int(size), size: size,
            mediaType: entry["file_type"]?.string ?? "application/octet-stream")
    }

    /// Whether it is said to be a zip archive.
    var isZip: Bool { mediaType.lowercased().contains("zip") }
}
