// A row number that the next insertion into a table gets, in place of the one that SQLite would give.

/// An offered number, and the statement that takes it.
struct OfferedRow {
    let number: Int
    let table: String

    /// The text of an insertion that takes the number; nil for any other statement, and for one that names a number of its
    /// own.
    ///
    /// SQLite has no other way: AUTOINCREMENT cannot be told a number, and no trigger changes one
    /// (<https://sqlite.org/autoinc.html>).
    func insertion(_ text: String) -> String? {
        let beginning = "INSERT INTO \(table)("
        guard text.hasPrefix(beginning), let end = text.firstIndex(of: ")") else { return nil }
        let columns = text[..<end].dropFirst(beginning.count)
        guard !columns.split(separator: ",").contains(where: { $0.filter { !$0.isWhitespace } == "id" }) else {
            return nil
        }
        let rest = text[text.index(after: end)...].drop(while: \.isWhitespace)
        guard rest.hasPrefix("VALUES"), let values = rest.firstIndex(of: "(") else { return nil }
        return "\(beginning)rowid, \(columns)) VALUES (\(number), \(rest[rest.index(after: values)...])"
    }
}

extension Database {
    /// Offers a row number to the next insertion into a table.
    public func offerRow(_ number: Int, in table: String) {
        offeredRow = OfferedRow(number: number, table: table)
    }

    /// Takes back an offer; whether a row has got the number.
    public func withdrawRow() -> Bool {
        defer { offeredRow = nil }
        return offeredRow == nil
    }

    /// The number that is offered to the next row of a table, for those who number their rows themselves.
    public func takeOfferedRow(in table: String) -> Int? {
        guard let offered = offeredRow, offered.table == table else { return nil }
        offeredRow = nil
        return offered.number
    }
}
