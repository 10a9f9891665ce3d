// The texts of the labels of an import, so that numbers can be stored as they were written.

import JSON
import System

/// The labels of an import as they were written: numbers keep their form (specification, "LabelResource").
struct LabelTexts: Sendable {
    /// Bodies from this size on are looked through on the thread pool.
    static let smallBytes = 256 << 10

    private let bytes: [UInt8]
    /// Where each label stands.
    private let places: [Range<Int>]

    init(of body: Payload) throws {
        let text = try body.bytes(maximum: body.count)
        let list = JSONParts(of: text).first { $0.key == "labels" }
        places = list.map { JSONParts(of: text, at: $0.value).map(\.value) } ?? []
        bytes = text
    }

    /// A label's text with members of ours in the place of those that have the same name, or behind all others.
    func text(at index: Int, laying members: JSONObject) -> [UInt8] {
        var rest = members
        var writer = JSONWriter(reserving: places[index].count + 256)
        writer.beginObject()
        for part in JSONParts(of: bytes, at: places[index]) {
            let key = part.key ?? ""
            writer.key(key)
            if let own = rest[key] {
                writer.value(own)
                rest[key] = nil
            } else {
                writer.value(at: part.value, of: bytes)
            }
        }
        for (key, value) in rest {
            writer.key(key)
            writer.value(value)
        }
        writer.endObject()
        return writer.bytes
    }
}
