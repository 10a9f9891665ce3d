// The `paint-metadata` header: the categories and the number of points in each frame.

import Emulator
import JSON

/// The `paint-metadata` that describes painted bytes.
struct PaintMetadata: Sendable {
    /// The most points or pixels of one dataset.
    static let maximumTotal = 1 << 30

    /// The categories that the numbers stand for; 1 is the first.
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
        guard let header else { throw refuse("this header is required.") }
        guard let json = try? JSON(parsing: header) else { throw refuse("the header must be one line of JSON.") }
        if let format = json["format"], format != "pako_compressed" {
            throw refuse("format must be pako_compressed.")
        }
        guard let names = json["paint_categories"]?.array, names.count <= 255, names.allSatisfy({ $0.string != nil })
        else { throw refuse("paint_categories must be an array of at most 255 strings.") }
        guard let sizes = json["frame_sizes"]?.array?.map({ $0.int ?? -1 }),
            sizes.allSatisfy({ (0...Self.maximumTotal).contains($0) }), sizes.count <= DatasetContents.maximumFrames,
            sizes.reduce(0, +) <= Self.maximumTotal
        else {
            throw refuse("frame_sizes must be whole numbers from 0, at most \(Self.maximumTotal) in total.")
        }
        categories = names.compactMap(\.string)
        frameSizes = sizes
    }

    /// - Throws: ``Problem`` 400 when the frames are not those of the dataset.
    func check(against sizes: [Int?]) throws {
        guard frameSizes.count == sizes.count else {
            throw Problem.badRequest(
                "paint-metadata: frame_sizes has \(frameSizes.count) frames, but the dataset has \(sizes.count).",
                field: "paint-metadata")
        }
        for (index, (given, known)) in zip(frameSizes, sizes).enumerated() where known.map({ $0 != given }) ?? false {
            throw Problem.badRequest(
                "paint-metadata: frame_sizes.\(index) is \(given), but the frame has \(known ?? 0) points.",
                field: "paint-metadata")
        }
    }

    /// One line of JSON, in ASCII because it is the value of a header.
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
