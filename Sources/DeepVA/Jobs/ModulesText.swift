// The stored modules of a job: JSON text with a gap for the state of each module.

import JSON
import System

/// JSON text with the byte 1 as a gap for the state of each module. JSON cannot contain this byte, so a client cannot
/// send one, and responses are written without parsing.
enum ModulesText {
    static let gap: UInt8 = 1

    /// The text of a modules object. Its parameters are echoed.
    static func text(of modules: JSON) -> String { String(decoding: bytes(of: modules), as: UTF8.self) }

    /// The same as UTF-8.
    static func bytes(of modules: JSON) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        modules.forEachMember { name, parameters in
            writer.key(name)
            writer.beginObject()
            var isFirst = true
            parameters.forEachMember { key, value in
                guard key != "state", key != "progress" else { return }
                writer.key(key)
                writer.value(value)
                isFirst = false
            }
            writer.rawPiece((isFirst ? firstGap : furtherGap).span)
            writer.endObject()
        }
        writer.endObject()
        return writer.take()
    }

    private static let firstGap = [gap]
    private static let furtherGap = [UInt8(ascii: ","), gap]

    /// The modules object of a text.
    static func modules(of text: String) throws -> JSON {
        try JSON(parsing: filled(Array(text.utf8).span, with: Array(#""state":null"#.utf8)))
    }

    /// Writes the text with every gap filled.
    static func write(_ text: Span<UInt8>, filledWith state: [UInt8], into writer: inout JSONWriter) {
        writer.beginRaw()
        var start = 0
        while let index = text.firstIndex(of: gap, from: start) {
            writer.rawPiece(text.extracting(start..<index))
            writer.rawPiece(state.span)
            start = index + 1
        }
        writer.rawPiece(text.extracting(start..<text.count))
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
