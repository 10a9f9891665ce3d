// Variants of transcripts, one for each language.

import Emulator
import JSON
import Store

/// Variants (specification, section 12).
enum Variants {
    static let handlers: [String: Handler] = [
        "listVariants": list,
        "createVariant": create,
        "getVariant": { call in try .json { $0.raw(try record(number(call), as: .milliseconds, in: call.database)) } },
        "deleteVariant": delete,
    ]

    private static let columns: SQL = "id, language, name, created, updated"
    private static let maximum = 1000

    // MARK: - Reading

    private static func list(_ call: Call) throws -> Reply {
        let transcript = SQLValue.int(try Transcripts.number(call))
        let total = try call.database.scalarInt("SELECT count(*) FROM deepva_variants WHERE transcript = ?", transcript)
        return try call.paged(total: total ?? 0) { writer in
            try call.database.each(
                "SELECT \(columns) FROM deepva_variants WHERE transcript = ? ORDER BY seq LIMIT ? OFFSET ?",
                transcript, .int(call.page.limit), .int(call.page.offset)
            ) { write($0, as: .milliseconds, into: &writer) }
        }
    }

    /// The row number of the variant in the path.
    static func number(_ call: Call) throws -> Int {
        let number = try call.database.scalarInt(
            "SELECT seq FROM deepva_variants WHERE id = ? AND transcript = ?", .text(call.path("variant_id")),
            .int(Transcripts.number(call)))
        guard let number else { throw Problem.unknownVariant }
        return number
    }

    private static func record(_ seq: Int, as precision: TimePrecision, in database: Database) throws -> [UInt8] {
        let bytes = try database.first("SELECT \(columns) FROM deepva_variants WHERE seq = ?", .int(seq)) { row in
            var writer = JSONWriter()
            write(row, as: precision, into: &writer)
            return writer.bytes
        }
        guard let bytes else { throw Problem.unknownVariant }
        return bytes
    }

    private static func write(_ row: borrowing Row, as precision: TimePrecision, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", row.text(0))
        writer.field("language", row.text(1))
        writer.field("name", row.text(2))
        writer.spacedTimes(created: row.int(3), updated: row.int(4), precision)
        writer.endObject()
    }

    // MARK: - Writing

    /// A variant in another language. Its first version is a copy of the newest version of the oldest variant.
    private static func create(_ call: Call) throws -> Reply {
        let transcript = try Transcripts.number(call)
        let count = try call.database.scalarInt(
            "SELECT count(*) FROM deepva_variants WHERE transcript = ?", .int(transcript))
        guard count ?? 0 < maximum else { throw Problem.conflict("There are already \(maximum) variants.") }
        let original = try call.database.scalarInt(
            "SELECT seq FROM deepva_variants WHERE transcript = ? ORDER BY seq LIMIT 1", .int(transcript))
        let language = Speech.name(ofLanguage: call.body["language"]?.string ?? "")
        let name = call.body["name"]?.string ?? "\(language) Translation"
        let variant = try insert(into: transcript, language: language, name: name, call)
        let paragraphs = try original.map { try Versions.newest(of: $0, in: call.database) } ?? []
        _ = try Versions.insert(into: variant.seq, paragraphs: paragraphs, call)
        return .json(status: 201) { $0.raw(variant.record) }
    }

    /// Adds a variant without versions.
    static func insert(
        into transcript: Int, language: String, name: String, _ call: Call
    ) throws -> (seq: Int, record: [UInt8]) {
        let now = SQLValue.int(call.now.microseconds)
        try call.database.execute(
            "INSERT INTO deepva_variants(id, transcript, language, name, created, updated) VALUES (?, ?, ?, ?, ?, ?)",
            .text(call.tenant.identifiers.uuid()), .int(transcript), .text(language), .text(name), now, now)
        let seq = call.database.lastInsertedRow
        try touch(seq, call)
        return (seq, try record(seq, as: .exact, in: call.database))
    }

    /// Updates the times of a variant and its transcript.
    static func touch(_ seq: Int, _ call: Call) throws {
        let now = SQLValue.int(call.now.microseconds)
        try call.database.execute("UPDATE deepva_variants SET updated = ? WHERE seq = ?", now, .int(seq))
        try call.database.execute(
            """
            UPDATE deepva_transcripts SET updated = ?
            WHERE seq = (SELECT transcript FROM deepva_variants WHERE seq = ?)
            """, now, .int(seq))
    }

    private static func delete(_ call: Call) throws -> Reply {
        let seq = try number(call)
        try touch(seq, call)
        try call.database.execute("DELETE FROM deepva_variants WHERE seq = ?", .int(seq))
        return .empty(204)
    }
}
