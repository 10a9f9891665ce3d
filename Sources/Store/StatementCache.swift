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

    /// Where a statement was found last, by the place in memory of its literal or of its composed text.
    private struct Place {
        let literal: LiteralKey?
        /// Kept, so that no other text can come to lie at its address.
        let composed: TextKey?
        let entry: Entry
    }

    /// A power of two, some times the number of statements of a busy server.
    private static let placeCount = 256

    private let capacity: Int
    /// Most look-ups end here, without any hashing: a hash decides the place, and who comes last has it.
    private var places: [Place?] = Array(repeating: nil, count: placeCount)
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
        let composed = sql.composed
        let place = Self.place(literal, composed)
        if let known = places[place], known.literal == literal, known.composed === composed {
            return try idle(known.entry, make)
        }
        if let literal, let entry = byLiteral[literal] {
            places[place] = Place(literal: literal, composed: nil, entry: entry)
            return try idle(entry, make)
        }
        let key = sql.textKey
        let entry = byText[key] ?? Entry(key: key)
        let statement = try idle(entry, make)
        if let literal, byText[key] === entry {
            byLiteral[literal] = entry
            entry.literals.append(literal)
        }
        if byText[key] === entry {
            places[place] = Place(literal: literal, composed: composed, entry: entry)
        }
        return statement
    }

    /// Forgets every statement; those that are busy live until they are done.
    mutating func removeAll() {
        places = Array(repeating: nil, count: Self.placeCount)
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
        for index in places.indices where places[index]?.entry === oldest.entry { places[index] = nil }
    }

    private static func place(_ literal: LiteralKey?, _ composed: TextKey?) -> Int {
        let address = literal?.address ?? composed.map { UInt(bitPattern: ObjectIdentifier($0)) } ?? 0
        // Fibonacci hashing: the high bits of the product depend on all bits of the address.
        return Int(truncatingIfNeeded: (address &* 0x9E37_79B9_7F4A_7C15) >> 56)
    }
}
