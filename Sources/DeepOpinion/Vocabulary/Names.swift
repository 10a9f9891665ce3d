// Names of classes and labels: the rules that both share.

import Emulator
import JSON
import Store

/// Rules for names that are unique in their project.
enum Names {
    /// The most classes, and the most labels, of one project.
    static let maximum = 2000
    static let longest = 255

    /// A name from a body.
    ///
    /// - Throws: ``Problem`` 400 when it is missing or empty.
    static func required(_ json: JSON?) throws -> String {
        guard let name = json?.string, name.contains(where: { !$0.isWhitespace }) else {
            throw Problem.badRequest("name: a non-empty string is required.", field: "name")
        }
        return name
    }

    /// 409 when a project would have too many classes or labels.
    ///
    /// - Parameters:
    ///   - count: how many are to be added, at most.
    ///   - present: counts those of a project.
    static func requireRoom(for count: Int, _ present: SQL, _ call: Call) throws {
        try requireRoom(for: count, present: call.database.scalarInt(present, .int(call.integer("project_id"))) ?? 0)
    }

    /// 409 when there would be too many classes or labels.
    static func requireRoom(for count: Int, present: Int) throws {
        guard present + count <= maximum else {
            throw Problem.conflict("A project can have at most \(maximum) of these. This one has \(present).")
        }
    }

    /// The names that a project has.
    static func all(_ query: SQL, _ call: Call) throws -> Set<String> {
        Set(try call.database.all(query, .int(call.integer("project_id"))) { $0.text(0) })
    }

    /// Runs a write; 409 when it fails because the name is taken.
    static func unique<T>(_ name: String, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as StoreError where error.isDuplicate {
            throw Problem.nameTaken(name)
        }
    }

    /// The records of an uploaded file of classes or labels, as objects by column.
    static func records(of table: TableFile) throws -> [JSON] {
        guard let name = table.columns.firstIndex(of: "name") ?? table.columns.firstIndex(of: "text") else {
            throw Problem.badFile("There is no column named name.")
        }
        let headers = table.format.hasHeaderLine ? 1 : 0
        guard table.count - headers <= maximum else {
            throw Problem.badFile("The file has more than \(maximum) records.")
        }
        let columns = ["example", "description"].compactMap { column in
            table.columns.firstIndex(of: column).map { (column, $0) }
        }
        var reader = try LineReader(table.lines)
        for _ in 0..<headers { _ = try reader.next() }
        return try (0..<table.count - headers).map { index in
            let cells = try reader.next().map { try JSON(parsing: Array($0)).array ?? [] } ?? []
            let text = { (column: Int) in column < cells.count ? TableFile.text(of: cells[column]) : nil }
            guard let name = text(name), !name.isEmpty, name.count <= longest else {
                throw Problem.badFile(
                    "The name of record \(index + 1) is missing or longer than \(longest) characters.")
            }
            var record: JSONObject = ["name": .string(name)]
            for (key, column) in columns { record[key] = text(column).map { .string($0) } }
            return .object(record)
        }
    }

    /// Deletes a class or label with its tags, a few hundred at a time.
    static func delete(_ call: Call, tags: SQL, record: SQL, id: Int) -> Reply {
        .slices {
            try call.database.execute(tags, .int(id))
            guard call.database.changes == 0 else { return .again }
            try call.database.execute(record, .int(id))
            return .done(.empty(204))
        }
    }
}
