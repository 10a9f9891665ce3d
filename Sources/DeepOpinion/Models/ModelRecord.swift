// A model as it is sent, straight from its row.

import Emulator
import JSON
import Store

/// Writes models.
enum ModelRecord {
    /// The columns that ``write(_:now:into:)`` and ``writeMembers(_:now:into:)`` want, in their order, of a table `m`.
    static let columns: SQL = """
        m.id, m.uuid, m.name, m.display_name, m.base, m.language, m.owner, m.created, m.project, m.score, m.started, \
        m.finish_due, m.finished, m.short_description, m.long_description, m.status, m.type
        """

    /// Writes a `Model` (specification, "Models").
    static func write(_ row: borrowing Row, now: Instant, into writer: inout JSONWriter) {
        writer.beginObject()
        writeMembers(row, now: now, into: &writer)
        writer.endObject()
    }

    /// Writes the members of a `Model` into an object that may get more of them.
    static func writeMembers(_ row: borrowing Row, now: Instant, into writer: inout JSONWriter) {
        let status = row.text(15)
        writer.field("id", row.int(0))
        writer.field("uuid", row.text(1))
        writer.field("name", row.text(2))
        writer.field("display_name", row.text(3))
        writer.field("base", row.optionalText(4))
        writer.field("language", row.text(5))
        writer.field("owner", row.text(6))
        writer.key("created")
        writer.instant(Instant(microseconds: row.int(7)), .zonedSeconds)
        writer.field("project_id", row.optionalInt(8))
        writer.key("score")
        if let score = row.optionalDouble(9) { writer.double(score) } else { writer.null() }
        writer.key("progress")
        let until = row.optionalInt(12) ?? now.microseconds
        writer.fixedDecimal(
            progress(status, started: row.optionalInt(10), due: row.optionalInt(11), until: until), digits: 1)
        writer.field("short_description", row.optionalText(13))
        writer.field("long_description", row.optionalText(14))
        writer.field("status", status)
        writer.field("type", row.text(16))
    }

    /// Percent of the way, by the clock: reading never changes state.
    private static func progress(_ status: String, started: Int?, due: Int?, until: Int) -> Double {
        switch status {
        case "READY", "ACTIVE", "PUBLISHED": return 100
        case "TRAINING", "FAILED":
            guard let started, let due, due > started else { return 0 }
            return min(99.9, max(0, Double(until - started) / Double(due - started) * 100))
        default: return 0
        }
    }
}
