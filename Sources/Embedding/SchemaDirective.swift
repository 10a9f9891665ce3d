// Lines of schema.sql that stand for triggers that count rows.

/// A directive of `schema.sql`: a comment for SQLite, and for this tool the short form of some triggers.
///
///     -- counter: NAME [counts TABLE] [by COLUMN [in OWNER.KEY [added elsewhere]]]
///
/// keeps the number of rows of TABLE (by default NAME) in the row NAME of the table `counters`. With `by`, each value
/// of COLUMN has its own row `NAME:value`, created with the first row counted. With `in`, that row is created and
/// deleted together with the row of OWNER whose KEY is the value. With `added elsewhere`, whoever inserts a row with an
/// owner counts it: a trigger would cost the rows without one, too.
///
///     -- gaps: TABLE by COLUMN
///
/// keeps in the row `TABLE_gaps` of the table `counters` how many whole numbers between 0 and the highest COLUMN no row
/// has, so that TABLE has max(COLUMN) minus that many rows. Only deletions have a trigger: an insertion, whose row must get
/// the number behind the highest one, as SQLite gives an INTEGER PRIMARY KEY, changes nothing.
///
///     -- list: OWNER.COUNT counts TABLE by COLUMN at POSITION
///
/// keeps two columns of OWNER in the row whose `id` is COLUMN of TABLE: COUNT, the number of rows of TABLE, and
/// `next_POSITION`, one more than the highest POSITION so far.
struct SchemaDirective {
    /// Why a line that begins like a directive is not one.
    struct Mistake: Error {
        let message: String
    }

    /// The statements on one line, so that the lines of the script keep their numbers.
    let sql: String

    /// Parses a line; nil if it is not a directive.
    init?(line: Substring) throws(Mistake) {
        guard line.hasPrefix("-- "), let colon = line.firstIndex(of: ":") else { return nil }
        let name = line[..<colon].dropFirst(3)
        guard !name.isEmpty, name.utf8.allSatisfy({ (97...122).contains($0) }) else { return nil }
        let words = line[colon...].dropFirst().split(separator: " ").map(String.init)
        let statements =
            switch name {
            case "counter": try Self.counter(words)
            case "gaps": try Self.gaps(words)
            case "list": try Self.list(words)
            default: throw Mistake(message: "there is no directive \(name); directives are counter, gaps and list")
            }
        sql = statements.joined(separator: " ")
    }

    // MARK: - Counters

    private static func counter(_ words: [String]) throws(Mistake) -> [String] {
        let (name, clauses) = try parse(words, known: ["counts", "by", "in", "added"])
        let isCountedElsewhere = clauses["added"] != nil
        if isCountedElsewhere, clauses["added"] != "elsewhere" || clauses["in"] == nil {
            throw Mistake(message: "added must have the form by COLUMN in OWNER.KEY added elsewhere")
        }
        let table = clauses["counts"] ?? name
        guard let column = clauses["by"] else {
            guard clauses["in"] == nil else { throw Mistake(message: "in requires by: by COLUMN in OWNER.KEY") }
            let row = "'\(name)'"
            return [
                "INSERT INTO counters (name, value) VALUES (\(row), 0);",
                trigger("\(name)_added AFTER INSERT ON \(table)", [add(1, to: row)]),
                trigger("\(name)_removed AFTER DELETE ON \(table)", [add(-1, to: row)]),
            ]
        }
        let (oldRow, newRow) = ("'\(name):' || old.\(column)", "'\(name):' || new.\(column)")
        let prefix = "\(name)_by_\(column)"
        let moved = "\(prefix)_moved AFTER UPDATE OF \(column) ON \(table)"
        guard let owner = clauses["in"] else {
            let upsert =
                "INSERT INTO counters (name, value) VALUES (\(newRow), 1) ON CONFLICT DO UPDATE SET value = value + 1;"
            return [
                trigger("\(prefix)_added AFTER INSERT ON \(table)", [upsert]),
                trigger("\(prefix)_removed AFTER DELETE ON \(table)", [add(-1, to: oldRow)]),
                trigger(moved, [add(-1, to: oldRow), upsert]),
            ]
        }
        let (ownerTable, key) = try pair(owner)
        let added = trigger(
            "\(prefix)_added AFTER INSERT ON \(table) WHEN new.\(column) IS NOT NULL", [add(1, to: newRow)])
        return (isCountedElsewhere ? [] : [added]) + [
            trigger(
                "\(prefix)_opened AFTER INSERT ON \(ownerTable)",
                ["INSERT INTO counters (name, value) VALUES ('\(name):' || new.\(key), 0);"]),
            trigger(
                "\(prefix)_closed AFTER DELETE ON \(ownerTable)",
                ["DELETE FROM counters WHERE name = '\(name):' || old.\(key);"]),
            trigger(
                "\(prefix)_removed AFTER DELETE ON \(table) WHEN old.\(column) IS NOT NULL", [add(-1, to: oldRow)]),
            trigger(moved, [add(-1, to: oldRow), add(1, to: newRow)]),
        ]
    }

    private static func add(_ number: Int, to row: String) -> String {
        "UPDATE counters SET value = value \(number < 0 ? "-" : "+") \(abs(number)) WHERE name = \(row);"
    }

    // MARK: - Gaps

    private static func gaps(_ words: [String]) throws(Mistake) -> [String] {
        let (table, clauses) = try parse(words, known: ["by"])
        guard let column = clauses["by"] else { throw Mistake(message: "gaps must have the form TABLE by COLUMN") }
        let row = "'\(table)_gaps'"
        let highest = "(SELECT coalesce(max(\(column)), 0) FROM \(table))"
        // There were as many rows as the highest number before says, less the gaps; now there is one less.
        let update = """
            UPDATE counters SET value = \(highest) - (max(old.\(column), \(highest)) - value - 1) WHERE name = \(row);
            """
        return [
            "INSERT INTO counters (name, value) VALUES (\(row), 0);",
            trigger("\(table)_gaps_removed AFTER DELETE ON \(table)", [update]),
        ]
    }

    // MARK: - Lists

    private static func list(_ words: [String]) throws(Mistake) -> [String] {
        let (subject, clauses) = try parse(words, known: ["counts", "by", "at"])
        let (owner, count) = try pair(subject)
        guard let table = clauses["counts"], let column = clauses["by"], let position = clauses["at"] else {
            throw Mistake(message: "a list must have the form OWNER.COUNT counts TABLE by COLUMN at POSITION")
        }
        return [
            trigger(
                "\(table)_added AFTER INSERT ON \(table) WHEN new.\(column) IS NOT NULL",
                [
                    """
                    UPDATE \(owner) SET \(count) = \(count) + 1, next_\(position) = max(next_\(position), \
                    new.\(position) + 1) WHERE id = new.\(column);
                    """
                ]),
            trigger(
                "\(table)_removed AFTER DELETE ON \(table) WHEN old.\(column) IS NOT NULL",
                ["UPDATE \(owner) SET \(count) = \(count) - 1 WHERE id = old.\(column);"]),
        ]
    }

    private static func trigger(_ head: String, _ statements: [String]) -> String {
        "CREATE TRIGGER \(head) BEGIN \(statements.joined(separator: " ")) END;"
    }

    // MARK: - Words

    /// The first word, and the word after each keyword.
    private static func parse(
        _ words: [String], known: Set<String>
    ) throws(Mistake) -> (subject: String, clauses: [String: String]) {
        guard let subject = words.first else { throw Mistake(message: "the directive needs a name") }
        guard words.count % 2 == 1 else { throw Mistake(message: "\(words[words.count - 1]) needs a name after it") }
        var clauses: [String: String] = [:]
        for index in stride(from: 1, to: words.count, by: 2) {
            guard known.contains(words[index]) else {
                throw Mistake(
                    message:
                        "\(words[index]) is not allowed here; allowed are \(known.sorted().joined(separator: ", "))")
            }
            guard clauses.updateValue(words[index + 1], forKey: words[index]) == nil else {
                throw Mistake(message: "\(words[index]) is used twice")
            }
        }
        for name in [subject] + clauses.values where !name.utf8.allSatisfy(isNameByte) {
            throw Mistake(message: "\(name) is not the name of a table or column")
        }
        return (subject, clauses)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (97...122).contains(byte) || (48...57).contains(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    }

    private static func pair(_ name: String) throws(Mistake) -> (table: String, column: String) {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts.contains("") else {
            throw Mistake(message: "\(name) must have the form TABLE.COLUMN")
        }
        return (parts[0], parts[1])
    }
}
