// Versions of variants, numbered from 1. A number is never used again.

import Emulator
import JSON
import Store

/// Versions (specification, section 12).
enum Versions {
    static let handlers: [String: Handler] = [
        "listVersions": list,
        "createVersion": create,
        "getVersion": { call in try .json { $0.raw(try record(number(call), as: .milliseconds, in: call.database)) } },
        "deleteVersion": delete,
    ]

    private static let columns: SQL = "id, created, number"
    private static let maximum = 10_000

    // MARK: - Reading

    private static func list(_ call: Call) throws -> Reply {
        let variant = SQLValue.int(try Variants.number(call))
        let total = try call.database.scalarInt("SELECT count(*) FROM deepva_versions WHERE variant = ?", variant)
        return try call.paged(total: total ?? 0) { writer in
            try call.database.each(
                "SELECT \(columns) FROM deepva_versions WHERE variant = ? ORDER BY number LIMIT ? OFFSET ?",
                variant, .int(call.page.limit), .int(call.page.offset)
            ) { write($0, as: .milliseconds, into: &writer) }
        }
    }

    /// The row number of the version in the path, which may have its number or its id.
    static func number(_ call: Call) throws -> Int {
        let variant = SQLValue.int(try Variants.number(call))
        let name = call.path("version")
        let found: Int?
        if let number = Int(name), String(number) == name {
            found = try call.database.scalarInt(
                "SELECT seq FROM deepva_versions WHERE variant = ? AND number = ?", variant, .int(number))
        } else {
            found = try call.database.scalarInt(
                "SELECT seq FROM deepva_versions WHERE id = ? AND variant = ?", .text(name), variant)
        }
        guard let found else { throw Problem.unknownVersion }
        return found
    }

    private static func record(_ seq: Int, as precision: TimePrecision, in database: Database) throws -> [UInt8] {
        let bytes = try database.first("SELECT \(columns) FROM deepva_versions WHERE seq = ?", .int(seq)) { row in
            var writer = JSONWriter()
            write(row, as: precision, into: &writer)
            return writer.bytes
        }
        guard let bytes else { throw Problem.unknownVersion }
        return bytes
    }

    private static func write(_ row: borrowing Row, as precision: TimePrecision, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", row.text(0))
        writer.spacedTime("time_created", row.int(1), precision)
        writer.field("version", row.int(2))
        writer.endObject()
    }

    /// The paragraphs of the newest version of a variant; none if it has no version.
    static func newest(of variant: Int, in database: Database) throws -> [NewParagraph] {
        let version = try database.scalarInt(
            "SELECT seq FROM deepva_versions WHERE variant = ? ORDER BY number DESC LIMIT 1", .int(variant))
        return try version.map { try Paragraphs.all(of: $0, in: database) } ?? []
    }

    // MARK: - Writing

    private static func create(_ call: Call) throws -> Reply {
        let variant = try Variants.number(call)
        let paragraphs: [NewParagraph]
        if let given = call.body["paragraphs"]?.array {
            paragraphs = try given.enumerated().map { try Paragraphs.paragraph($1, at: $0) }
        } else {
            paragraphs = try newest(of: variant, in: call.database)
        }
        let version = try insert(into: variant, paragraphs: paragraphs, call)
        return .json(status: 201) { $0.raw(version) }
    }

    /// Adds the next version of a variant and sends the event.
    static func insert(into variant: Int, paragraphs: [NewParagraph], _ call: Call) throws -> [UInt8] {
        let count = try call.database.scalarInt("SELECT count(*) FROM deepva_versions WHERE variant = ?", .int(variant))
        guard count ?? 0 < maximum else { throw Problem.conflict("There are already \(maximum) versions.") }
        let id = call.tenant.identifiers.uuid()
        try call.database.execute(
            "UPDATE deepva_variants SET last_version = last_version + 1 WHERE seq = ?", .int(variant))
        try call.database.execute(
            """
            INSERT INTO deepva_versions(id, variant, number, created)
            VALUES (?1, ?2, (SELECT last_version FROM deepva_variants WHERE seq = ?2), ?3)
            """, .text(id), .int(variant), .int(call.now.microseconds))
        let seq = call.database.lastInsertedRow
        try Paragraphs.insert(paragraphs, into: seq, call)
        try Variants.touch(variant, call)
        let created = try record(seq, as: .exact, in: call.database)
        try Webhooks.publish(
            "deepva.transcript.variant.version.on_created", subject: id, "version", created, from: call.tenant)
        return created
    }

    private static func delete(_ call: Call) throws -> Reply {
        let seq = try number(call)
        try call.database.execute("DELETE FROM deepva_versions WHERE seq = ?", .int(seq))
        try Variants.touch(Variants.number(call), call)
        return .empty(204)
    }
}
