// Prepared statements by their text, so that each is compiled once.

/// A bounded cache. The statement that has not been used for longest goes first; a busy one never goes.
struct StatementCache {
    /// One text, with as many statements as have run within each other.
    private final class Entry {
        let key: TextKey
        var statements: [Statement] = []
        var literals: [LiteralKey] = []

        init(key: TextKey) {
            self.key = key
        }
    }

    private let capacity: Int
    private var byLiteral: [LiteralKey: Entry] = [:]
    private var byText: [TextKey: Entry] = [:]
    private var uses = 0
    /// How many statements it holds.
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// A statement that is not busy; made when there is none, as when one runs within itself.
    mutating func statement(
        for sql: SQL, make: (String) throws(StoreError) -> Statement
    ) throws(StoreError) -> Statement {
        uses &+= 1
        let literal = sql.literalKey
        if let literal, let entry = byLiteral[literal] { return try idle(entry, make) }
        let key = sql.textKey
        let entry = byText[key] ?? Entry(key: key)
        let statement = try idle(entry, make)
        if let literal, byText[key] === entry {
            byLiteral[literal] = entry
            entry.literals.append(literal)
        }
        return statement
    }

    /// Forgets every statement; those that are busy live until they are done.
    mutating func removeAll() {
        byLiteral = [:]
        byText = [:]
        count = 0
    }

    private mutating func idle(
        _ entry: Entry, _ make: (String) throws(StoreError) -> Statement
    ) throws(StoreError) -> Statement {
        for statement in entry.statements where !statement.isBusy {
            statement.lastUse = uses
            return statement
        }
        let statement = try make(entry.key.text)
        statement.lastUse = uses
        if count >= capacity { evict() }
        // When all are busy this one is not kept.
        guard count < capacity else { return statement }
        byText[entry.key] = entry
        entry.statements.append(statement)
        count += 1
        return statement
    }

    private mutating func evict() {
        var oldest: (entry: Entry, use: Int)?
        for entry in byText.values {
            for statement in entry.statements where !statement.isBusy && statement.lastUse < oldest?.use ?? .max {
                oldest = (entry, statement.lastUse)
            }
        }
        guard let oldest else { return }
        oldest.entry.statements.removeAll { $0.lastUse == oldest.use }
        count -= 1
        guard oldest.entry.statements.isEmpty else { return }
        byText[oldest.entry.key] = nil
        for literal in oldest.entry.literals { byLiteral[literal] = nil }
    }
}
