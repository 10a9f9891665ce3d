// The label types that are painted.

import Emulator
import JSON
import Store

/// A painted label type of a dataset.
struct PaintKind: Sendable {
    private static let known: Set<String> = [
        "3d_point", "3d_instance_point", "2d_point", "2d_instance_point", "2d_segmentation", "2d_instance_segmentation",
    ]

    /// The label type.
    let type: String
    /// The categories that the dataset's profile has for it.
    let categories: [String]

    /// Bytes for each point: the category, and for instances two more with the number of the label, low byte first.
    var planes: Int { type.contains("instance") ? 3 : 1 }

    /// The sensor whose points or pixels these are, unless a request names another.
    var usualSensor: String { type.hasPrefix("3d") ? "lidar" : DatasetContents.onlyCamera }

    /// The label type that the path names.
    ///
    /// - Throws: ``Problem`` 404 when the type is not painted, or when the dataset's profile lacks it. A dataset
    ///   without features can be painted in every type.
    init(_ call: Call, _ dataset: DatasetKey) throws {
        type = call.path("labelType")
        guard Self.known.contains(type) else { throw Problem.notFound("Paint labels of type \(type)") }
        let profile = try call.database.first(
            "SELECT profile_json FROM tools_datasets WHERE seq = ? AND profile_json IS NOT NULL", .int(dataset.seq)
        ) { try JSON(parsing: $0.text(0)) }
        guard let features = profile?["features"]?.object, !features.isEmpty else {
            categories = []
            return
        }
        guard let feature = features[type] else { throw Problem.notFound("Label type \(type)") }
        categories = (feature["label_category_ids"]?.array ?? []).compactMap(\.string)
    }
}
