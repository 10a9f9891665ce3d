// The format of a dataset's upload, and the name of its file.

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

    /// The format that a creating request asks for. Only `3d` datasets have one, and there it is required.
    ///
    /// - Throws: ``Problem`` 400 when the format is missing or unknown.
    init(of body: JSON) throws {
        let name = body["dataset_format"]?.string
        switch (body["dataset_type"]?.string, name) {
        case ("images", _): self = .images
        case ("video", _), ("videos", _): self = .video
        case (_, "json"): self = .json
        case (_, "default"): self = .folders
        case (_, nil):
            throw Problem.badRequest(
                "dataset_format is required for 3d datasets: json or default.", field: "dataset_format")
        default:
            throw Problem.badRequest("dataset_format must be json or default.", field: "dataset_format")
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

    /// The value of `dataset_format`; nil for pictures and videos.
    var name: String? {
        switch self {
        case .json: "json"
        case .folders: "default"
        case .images, .video: nil
        }
    }

    /// The name of the upload at `index`; all but the first get a number.
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
