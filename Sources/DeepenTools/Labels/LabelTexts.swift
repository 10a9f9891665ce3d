// The texts of imported labels, so that numbers are stored as they were written.

import JSON
import System

/// The labels of an import as text: numbers keep their form (specification, "LabelResource").
struct LabelTexts: Sendable {
    /// Bodies of at least this many bytes are scanned on the thread pool.
    static let smallBytes = 256 << 10

    private let bytes: [UInt8]
    /// Where each label is in the bytes.
    private let ranges: [Range<Int>]

    init(of body: Payload) throws {
        let text = try body.bytes(maximum: body.count)
        let list = JSONParts(of: text).first { $0.key == "labels" }
        ranges = list.map { JSONParts(of: text, at: $0.value).map(\.value) } ?? []
        bytes = text
    }

    /// A label's text with some members replaced; new members come last.
    func text(at index: Int, replacing members: JSONObject) -> [UInt8] {
        var rest = members
        var writer = JSONWriter(reserving: ranges[index].count + 256)
        writer.beginObject()
        for part in JSONParts(of: bytes, at: ranges[index]) {
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
