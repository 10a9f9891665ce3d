// The prebuilt database.

import Contract
import Store

/// An empty database with every table of `schema.sql`, packed. Copying it is about twenty times as fast as running the
/// statements.
struct DatabaseImage {
    private(set) var text = ""

    init(schema: String, path: String, log: inout ProblemLog) {
        guard !schema.isEmpty, let script = Self.expanded(schema, path: path, log: &log) else { return }
        do {
            let database = try Database.inMemory()
            try database.execute(script: script)
            try database.commit()
            for table in try database.all("SELECT name FROM sqlite_schema WHERE type = 'table'", read: { $0.text(0) }) {
                do {
                    try Self.compileTriggers(of: table, database)
                } catch let error as StoreError {
                    let line = Self.line(ofTable: table, in: script)
                    log.error(path, line: line, "A trigger of \(table): \(error.message)")
                }
            }
            text = PackedBytes.pack(try database.serialize())
        } catch let error as StoreError {
            log.error(path, line: Self.line(of: error, in: script), error.message)
        } catch {
            log.error(path, line: 1, "\(error)")
        }
    }

    /// Compiles the triggers of a table. SQLite compiles a trigger only with a statement that fires it.
    private static func compileTriggers(of table: String, _ database: Database) throws {
        guard !table.hasPrefix("sqlite_") else { return }
        let columns = try database.all("SELECT name FROM pragma_table_info(?)", .text(table)) { "\($0.text(0)) = NULL" }
        let statements = [
            "INSERT INTO \(table) DEFAULT VALUES", "UPDATE \(table) SET \(columns.joined(separator: ", "))",
            "DELETE FROM \(table)",
        ]
        for statement in statements {
            _ = try database.explain(SQL(text: statement))
        }
    }

    /// The script with each directive replaced by its statements, line by line; nil if a directive is malformed.
    private static func expanded(_ schema: String, path: String, log: inout ProblemLog) -> String? {
        var lines: [Substring] = []
        var isComplete = true
        for line in schema.split(separator: "\n", omittingEmptySubsequences: false) {
            do {
                lines.append(try SchemaDirective(line: line).map { Substring($0.sql) } ?? line)
            } catch {
                log.error(path, line: lines.count + 1, error.message)
                lines.append("")
                isComplete = false
            }
        }
        return isComplete ? lines.joined(separator: "\n") : nil
    }

    /// The line of the token at which SQLite noticed the error or, if unknown, of the statement. The error quotes the
    /// script from the statement on.
    private static func line(of error: StoreError, in script: String) -> Int {
        guard let rest = error.sql, script.hasSuffix(rest) else { return 1 }
        let start = script.utf8.count - rest.utf8.count
        let offset = start + (error.offset ?? firstToken(of: Array(rest.utf8)))
        return 1 + script.utf8.prefix(offset).count { $0 == UInt8(ascii: "\n") }
    }

    /// The line on which a table is created.
    private static func line(ofTable table: String, in script: String) -> Int {
        let lines = script.split(separator: "\n", omittingEmptySubsequences: false)
        let place = lines.firstIndex { line in
            line.split(whereSeparator: { " (".contains($0) }).prefix(3).elementsEqual(["CREATE", "TABLE", table[...]])
        }
        return 1 + (place ?? 0)
    }

    /// The position of the first token of a statement, after blanks and comments.
    private static func firstToken(of statement: [UInt8]) -> Int {
        var index = 0
        while index < statement.count {
            if statement[index...].starts(with: "--".utf8) {
                index = statement[index...].firstIndex(of: UInt8(ascii: "\n")) ?? statement.count
            } else if " \t\n;".utf8.contains(statement[index]) {
                index += 1
            } else {
                return index
            }
        }
        return 0
    }
}
