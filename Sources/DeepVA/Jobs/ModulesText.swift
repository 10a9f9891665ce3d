// The stored modules of a job: JSON text with a gap for the state of each module.

import JSON

/// JSON text with the byte 1 as a gap for the state of each module. JSON cannot contain this byte, so a client cannot
/// send one, and responses are written without parsing.
enum ModulesText {
    static let gap: UInt8 = 1

    /// The text of a modules object. Its parameters are echoed.
    static func text(of modules: JSON) -> String {
        var bytes: [UInt8] = [UInt8(ascii: "{")]
        for (name, parameters) in modules.object ?? [:] {
            if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
            bytes += JSON.string(name).serialized()
            bytes.append(UInt8(ascii: ":"))
            bytes.append(UInt8(ascii: "{"))
            for (key, value) in parameters.object ?? [:] where key != "state" && key != "progress" {
                bytes += JSON.string(key).serialized()
                bytes.append(UInt8(ascii: ":"))
                bytes += value.serialized()
                bytes.append(UInt8(ascii: ","))
            }
            bytes.append(gap)
            bytes.append(UInt8(ascii: "}"))
        }
        bytes.append(UInt8(ascii: "}"))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The modules object of a text.
    static func modules(of text: String) throws -> JSON {
        try JSON(parsing: filled(Array(text.utf8).span, with: Array(#""state":null"#.utf8)))
    }

    /// The text with every gap filled.
    static func filled(_ text: Span<UInt8>, with state: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count + 64)
        for index in text.indices {
            if text[index] == gap { bytes += state } else { bytes.append(text[index]) }
        }
        return bytes
    }
}
