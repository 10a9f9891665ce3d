// What is in a dataset's upload, and what the upload is called.

import Emulator
import JSON

/// Type and format of a dataset (specification, "process_uploaded_data").
enum DatasetFormat: Sendable {
    /// Point clouds as JSON frames.
    case json
    /// Point clouds and pictures in folders, with a `config.json`.
    case folders
    /// Pictures.
    case images
    /// One video.
    case video

    /// The format that a creating request asks for. It matters for `3d` only, and is required there.
    ///
    /// - Throws: ``Problem`` 400 for a format that is missing or does not exist.
    init(of body: JSON) throws {
        let name = body["dataset_format"]?.string
        switch (body["dataset_type"]?.string, name) {
        case ("images", _): self = .images
        case ("video", _), ("videos", _): self = .video
        case (_, "json"): self = .json
        case (_, "default"): self = .folders
        case (_, nil):
            throw Problem.badRequest("dataset_format: required for 3d, json or default.", field: "dataset_format")
        default:
            throw Problem.badRequest("dataset_format: expected json or default.", field: "dataset_format")
        }
    }

    /// A format that was stored.
    init(type: String, format: String?) {
        switch type {
        case "images": self = .images
        case "video", "videos": self = .video
        default: self = format == "json" ? .json : .folders
        }
    }

    /// The value of `dataset_format`; only point clouds have one.
    var name: String? {
        switch self {
        case .json: "json"
        case .folders: "default"
        case .images, .video: nil
        }
    }

    /// Whether its frames are point clouds.
    var hasPoints: Bool { name != nil }

    /// What the upload at `index` is called; further ones get a number.
    func fileName(index: Int, of file: UploadFile) -> String {
        let number = index == 0 ? "" : "_\(index + 1)"
        switch self {
        case .json: return "json_data\(number).zip"
        case .folders: return "3d_data\(number).zip"
        case .images: return "data\(number).zip"
        case .video: return "data\(number).\(file.isZip ? "zip" : "mp4")"
        }
    }
}

/// One entry of `files` in a creating request.
struct UploadFile: Sendable {
    /// The size as it was written: whole numbers and floats occur, and are returned as they came.
    let declared: JSON
    /// Bytes.
    let size: Int
    /// Its media type.
    let mediaType: String

    /// A file from its parts.
    init(declared: JSON, size: Int, mediaType: String) {
        self.declared = declared
        self.size = size
        self.mediaType = mediaType
    }

    /// - Throws: ``Problem`` 400 when the size is no whole number of bytes.
    init(_ entry: JSON, at index: Int) throws {
        guard let number = entry["file_size"]?.double, let size = Int(exactly: number) else {
            throw Problem.badRequest("files.\(index).file_size: expected a whole number of bytes.", field: "files")
        }
        self.init(
            declared: entry["file_size"] ?? .int(size), size: size,
            mediaType: entry["file_type"]?.string ?? "application/octet-stream")
    }

    /// Whether it is said to be a zip archive.
    var isZip: Bool { mediaType.lowercased().contains("zip") }
}
