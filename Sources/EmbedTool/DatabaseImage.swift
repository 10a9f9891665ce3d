// The prebuilt database.

import Contract
import Store

/// An empty database with every table of `schema.sql`, packed. Copying it is some twenty times faster than running the
/// statements.
struct DatabaseImage {
    private(set) var text = ""

    init(schema: String, path: String, log: inout ProblemLog) {
        let script = Self.expanded(schema, path: path, log: &log)
        guard !log.hasErrors else { return }
        do {
            let database = try Database.inMemory()
            try database.execute(script: script)
            try database.commit()
            for table in try database.all("SELECT name FROM sqlite_schema WHERE type = 'table'", read: { $0.text(0) }) {
                try Self.compileTriggers(of: table, database)
            }
            text = PackedBytes.pack(try database.serialize())
        } catch let error as StoreError {
            log.error(path, line: Self.line(of: error, in: script), error.message)
        } catch {
            log.error(path, line: 1, "\(error)")
        }
    }

    /// SQLite looks into a trigger only when a statement sets it off.
    private static func compileTriggers(of table: String, _ database: Database) throws {
        guard !table.hasPrefix("sqlite_") else { return }
        let columns = try database.all("SELECT name FROM pragma_table_info(?)", .text(table)) { "\($0.text(0)) = NULL" }
        let statements = [
            "INSERT INTO \(table) DEFAULT VALUES", "UPDATE \(table) SET \(columns.joined(separator: ", "))",
            "DELETE FROM \(table)",
        ]
        for statement in statements {
            do {
                _ = try database.explain(SQL(text: statement))
            } catch let error as StoreError {
                throw StoreError(code: error.code, message: "A trigger of \(table): \(error.message)", sql: error.sql)
            }
        }
    }

    /// The script with the statements that its directives stand for, line by line.
    private static func expanded(_ schema: String, path: String, log: inout ProblemLog) -> String {
        var lines: [Substring] = []
        for line in schema.split(separator: "\n", omittingEmptySubsequences: false) {
            do {
                lines.append(try SchemaDirective(line: line).map { Substring($0.sql) } ?? line)
            } catch {
                log.error(path, line: lines.count + 1, error.message)
                lines.append("")
            }
        }
        return lines.joined(separator: "\n")
    }

    /// The line on which the statement of an error begins. The error quotes the script from there on.
    private static func line(of error: StoreError, in script: String) -> Int {
        guard let rest = error.sql, script.hasSuffix(rest) else { return 1 }
        var line = 1 + script.utf8.dropLast(rest.utf8.count).count { $0 == UInt8(ascii: "\n") }
        for text in rest.split(separator: "\n", omittingEmptySubsequences: false) {
            let start = text.drop { $0 == " " }
            guard start.isEmpty || start.hasPrefix("--") || start == ";" else { break }
            line += 1
        }
        return line
    }
}
