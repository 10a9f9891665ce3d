// JSON texts.

import JSON

/// The parser, the writers, and the reader of parts.
enum JSONText {
    static func read(_ bytes: [UInt8]) throws -> Bool {
        guard let value = try? JSON(parsing: bytes) else { return false }
        try promise(try JSON(parsing: value.serialized()) == value, "What was written is read again.")
        try promise(try JSON(parsing: value.pretty()) == value, "What was written prettily is read again.")
        var parts = 0
        for part in JSONParts(of: bytes) {
            let member = try JSON(parsing: Array(bytes[part.value]))
            let expected = part.key.map { value[$0] } ?? value[parts]
            try promise(member == expected, "Parts are the members and elements.")
            parts += 1
        }
        try promise(parts == value.object?.count ?? value.array?.count ?? 0, "Every part is found.")
        return true
    }
}
