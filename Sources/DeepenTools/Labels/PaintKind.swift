// The label types that are painted, and what is said about their bytes.

import Emulator
import JSON

/// A painted label type of a dataset.
struct PaintKind: Sendable {
    private static let known: Set<String> = [
        "3d_point", "3d_instance_point", "2d_point", "2d_instance_point", "2d_segmentation", "2d_instance_segmentation",
    ]

    /// The label type.
    let type: String
    /// The categories that the dataset's profile has for it.
    let categories: [String]

    /// Bytes for each point: the category, and for instances two more with the label's number, low byte first.
    var planes: Int { type.contains("instance") ? 3 : 1 }

    /// The sensor whose points or pixels these are, when nobody says otherwise.
    var usualSensor: String { type.hasPrefix("3d") ? "lidar" : DatasetContents.onlyCamera }

    /// The label type that the path names.
    ///
    /// - Throws: ``Problem`` 404 when it is not painted, or when the dataset's profile lacks it. A dataset without
    ///   features may be painted in every type.
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

/// The `paint-metadata` of a body.
struct PaintMetadata: Sendable {
    /// Bytes that the paint of one dataset may have for each plane.
    static let maximumTotal = 1 << 30

    /// What the numbers stand for: 1 is the first.
    let categories: [String]
    /// Points or pixels of each frame.
    let frameSizes: [Int]

    /// Points or pixels of all frames.
    var total: Int { frameSizes.reduce(0, +) }

    init(categories: [String], frameSizes: [Int]) {
        self.categories = categories
        self.frameSizes = frameSizes
    }

    /// Reads the header.
    ///
    /// - Throws: ``Problem`` 400.
    init(header: String?) throws {
        func refuse(_ reason: String) -> Problem {
            .badRequest("paint-metadata: \(reason)", field: "paint-metadata")
        }
        guard let header else { throw refuse("the header is required.") }
        guard let json = try? JSON(parsing: header) else { throw refuse("expected one line of JSON.") }
        if let format = json["format"], format != "pako_compressed" {
            throw refuse("format: expected pako_compressed.")
        }
        guard let names = json["paint_categories"]?.array, names.count <= 255, names.allSatisfy({ $0.string != nil })
        else { throw refuse("paint_categories: expected at most 255 strings.") }
        guard let sizes = json["frame_sizes"]?.array?.map({ $0.int ?? -1 }),
            sizes.allSatisfy({ (0...Self.maximumTotal).contains($0) }), sizes.count <= DatasetContents.maximumFrames,
            sizes.reduce(0, +) <= Self.maximumTotal
        else {
            throw refuse("frame_sizes: expected whole numbers from 0 on, not more than \(Self.maximumTotal) in all.")
        }
        categories = names.compactMap(\.string)
        frameSizes = sizes
    }

    /// - Throws: ``Problem`` 400 when the frames are not those of the dataset.
    func check(against sizes: [Int?]) throws {
        guard frameSizes.count == sizes.count else {
            throw Problem.badRequest(
                "paint-metadata: frame_sizes has \(frameSizes.count) frames, the dataset \(sizes.count).",
                field: "paint-metadata")
        }
        for (index, (given, known)) in zip(frameSizes, sizes).enumerated() where known.map({ $0 != given }) ?? false {
            throw Problem.badRequest(
                "paint-metadata: frame_sizes.\(index) is \(given), but the frame has \(known ?? 0).",
                field: "paint-metadata")
        }
    }

    /// One line of JSON, in ASCII as headers want it.
    var header: String {
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("format", "pako_compressed")
        writer.key("paint_categories")
        writer.beginArray()
        for category in categories { writer.string(category) }
        writer.endArray()
        writer.key("frame_sizes")
        writer.beginArray()
        for size in frameSizes { writer.int(size) }
        writer.endArray()
        writer.endObject()
        var text = ""
        for unit in String(decoding: writer.bytes, as: UTF8.self).utf16 {
            if unit < 0x80 {
                text.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
            } else {
                let digits = String(unit, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            }
        }
        return text
    }
}
