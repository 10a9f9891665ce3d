// Changing a tag: its class, label, place and text.

import Emulator
import Store

/// Changes of tags.
enum TagUpdate {
    /// Changes what is given and leaves the rest.
    ///
    /// - Throws: ``Problem`` 400 for names that the project does not have, and for a place outside of the segment.
    static func change(_ id: Int, _ change: TagInput, _ vocabulary: Vocabulary, _ call: Call) throws {
        if change.className != nil || change.labelName != nil {
            let numbers = try vocabulary.resolve(change)
            try call.database.execute(
                "UPDATE studio_tags SET class = coalesce(?, class), label = coalesce(?, label) WHERE id = ?",
                .optional(numbers.classNumber), .optional(numbers.labelNumber), .int(id))
        }
        if let span = change.span {
            let segment = try call.database.scalarInt("SELECT segment FROM studio_tags WHERE id = ?", .int(id))
            try requireInside(span, segment: segment ?? 0, call.database)
            try call.database.execute(
                "UPDATE studio_tags SET span_start = ?, span_end = ? WHERE id = ?", .int(span.start), .int(span.end),
                .int(id))
        }
        if let text = change.text {
            try call.database.execute("UPDATE studio_tags SET text = ? WHERE id = ?", .text(text), .int(id))
        }
    }

    /// 400 unless a place lies within the segment.
    static func requireInside(_ span: TagInput.Span, segment: Int, _ database: Database) throws {
        let isInside = try database.exists(
            "SELECT 1 FROM studio_segments WHERE id = ? AND span_start <= ? AND span_end >= ?", .int(segment),
            .int(span.start), .int(span.end))
        guard isInside else { throw Problem.badRequest("span: must lie within the segment.", field: "span") }
    }
}
