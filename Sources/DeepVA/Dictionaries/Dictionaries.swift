// Dictionaries: upload, lists, single ones and their deletion.

import Emulator
import Formats
import JSON
import Store
import System

/// Dictionaries (specification, section 6). ``DictionaryTransitions`` detects their language.
enum Dictionaries {
    static let handlers: [String: Handler] = [
        "listDictionaries": list,
        "createDictionary": create,
        "getDictionary": get,
        "getDictionaryFile": file,
        "deleteDictionary": delete,
    ]

    private static let columns: SQL = "id, name, type, language, created, is_public"
    private static let any = "any"

    // MARK: - Reading

    private static func list(_ call: Call) throws -> Reply {
        let total = try call.database.scalarInt("SELECT value FROM counters WHERE name = 'deepva_dictionaries'")
        return try call.paged(total: total ?? 0) { writer in
            try call.database.each(
                "SELECT \(columns) FROM deepva_dictionaries ORDER BY seq DESC LIMIT ? OFFSET ?",
                .int(call.page.limit), .int(call.page.offset)
            ) { write($0, into: &writer) }
        }
    }

    private static func get(_ call: Call) throws -> Reply {
        try reply(call, number: number(call), status: 200)
    }

    private static func file(_ call: Call) throws -> Reply {
        let row = try call.database.first(
            "SELECT content, media_type, is_public, created FROM deepva_dictionaries WHERE seq = ?", .int(number(call))
        ) {
            (
                content: $0.text(0), mediaType: $0.text(1), isPublic: $0.bool(2),
                created: Instant(microseconds: $0.int(3))
            )
        }
        guard let row else { throw Problem.unknownDictionary }
        let payload = row.isPublic ? .memory(ShippedDictionary.file) : try call.tenant.files.payload(row.content)
        guard let payload else { throw Problem.unknownDictionary }
        return .content(payload, mediaType: row.mediaType, modified: row.created)
    }

    // MARK: - Writing

    private static func create(_ call: Call) throws -> Reply {
        guard let upload = call.uploads.first(where: { $0.name == "file" }) else { throw Problem.noFile }
        let name = call.body["name"]?.string ?? ""
        let language = (call.body["language"]?.string ?? any).lowercased()
        let pending = call.tenant.files.pendingFile()
        return .later({ (budget: WorkBudget) -> (FileStore.StagedFile, DictionaryFile) in
            let file = try DictionaryFile(examining: upload, budget: budget)
            return (try pending.stage(upload.payload), file)
        }) { prepared, file in
            let id = call.tenant.identifiers.uuid()
            let key = try call.tenant.files.keep(prepared)
            try call.database.execute(
                """
                INSERT INTO deepva_dictionaries(id, name, type, language, created, media_type, content)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                .text(id), .text(name), .text(file.type), .text(language == "auto" ? any : language),
                .int(call.now.microseconds), .text(file.mediaType), .text(key))
            let number = call.database.lastInsertedRow
            if language == "auto" {
                try DictionaryTransitions.lifecycle.start(.id(id), in: call.tenant, at: call.now)
            }
            return try reply(call, number: number, status: 201)
        }
    }

    private static func delete(_ call: Call) throws -> Reply {
        let row = try call.database.first(
            "SELECT is_public, content FROM deepva_dictionaries WHERE id = ?", .text(call.path("dictionary_id"))
        ) { (isPublic: $0.bool(0), content: $0.text(1)) }
        guard let row else { throw Problem.unknownDictionary }
        guard !row.isPublic else { throw Problem.publicDictionary }
        try call.tenant.files.remove(row.content)
        try call.tenant.schedule.cancel(subject: .id(call.path("dictionary_id")))
        try call.database.execute("DELETE FROM deepva_dictionaries WHERE id = ?", .text(call.path("dictionary_id")))
        return .json([:])
    }

    // MARK: - Rows

    /// The row number of the dictionary in the path.
    ///
    /// - Throws: ``Problem`` 404 when there is none.
    static func number(_ call: Call) throws -> Int {
        let number = try call.database.scalarInt(
            "SELECT seq FROM deepva_dictionaries WHERE id = ?", .text(call.path("dictionary_id")))
        guard let number else { throw Problem.unknownDictionary }
        return number
    }

    private static func reply(_ call: Call, number: Int, status: Int) throws -> Reply {
        let reply = try call.database.first(
            "SELECT \(columns) FROM deepva_dictionaries WHERE seq = ?", .int(number)
        ) { row in
            Reply.json(status: status) { write(row, into: &$0) }
        }
        guard let reply else { throw Problem.unknownDictionary }
        return reply
    }

    private static func write(_ row: borrowing Row, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", row.text(0))
        writer.field("name", row.text(1))
        writer.field("type", row.text(2))
        writer.field("language", row.text(3))
        writer.zonedTime("time_created", row.int(4))
        writer.field("is_public", row.bool(5))
        writer.endObject()
    }
}
