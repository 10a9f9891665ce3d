// The outcomes of a tenant: which record ends how, and with what result.

import JSON
import Store

/// The outcomes planned for one tenant, first planned first used.
public final class Outcomes {
    /// The most outcomes that one tenant keeps.
    public static let maximum = 10_000

    /// The member of a kept definition that says that its record's work has begun with it.
    private static let applied = "applied"
    /// The member of a kept definition without end that says that a record has taken it.
    private static let used = "used"

    private let database: Database
    /// Whether there may be any: spares the look-up for tenants that never set one.
    private var mayHaveAny = true

    init(database: Database) {
        self.database = database
    }

    /// Plans an outcome; `times` is how often it applies, nil meaning always.
    ///
    /// - Returns: its number.
    public func add(_ definition: JSON, platform: String, times: Int?) throws -> Int {
        guard try database.scalarInt("SELECT count(*) FROM outcomes") ?? 0 < Self.maximum else {
            throw Problem.conflict("This tenant already has \(Self.maximum) outcomes.")
        }
        try database.execute(
            "INSERT INTO outcomes(platform, definition, remaining) VALUES (?, ?, ?)", .text(platform),
            .text(definition.description), times.map { .int($0) } ?? .null)
        mayHaveAny = true
        return database.lastInsertedRow
    }

    /// Every outcome that is still to be used, with its number and what is left of it.
    public func all() throws -> [(id: Int, definition: JSON, remaining: Int?)] {
        try stored().map { ($0.id, Self.shown($0.definition), $0.remaining) }
    }

    /// The outcomes that no record has taken yet, or not as often as planned.
    public func unused() throws -> [(id: Int, definition: JSON, remaining: Int?)] {
        try stored().filter { $0.definition[Self.applied] == nil && $0.definition[Self.used] == nil }
            .map { ($0.id, Self.shown($0.definition), $0.remaining) }
    }

    /// A definition as it was sent.
    private static func shown(_ definition: JSON) -> JSON {
        var shown = definition.object ?? [:]
        shown[applied] = nil
        shown[used] = nil
        return .object(shown)
    }

    private func stored() throws -> [(id: Int, definition: JSON, remaining: Int?)] {
        try database.all("SELECT id, definition, remaining FROM outcomes ORDER BY id") { row in
            (row.int(0), try JSON(parsing: row.text(1)), row.optionalInt(2))
        }
    }

    /// Drops every outcome.
    public func removeAll() throws {
        try database.execute("DELETE FROM outcomes")
    }

    /// Forgets what is cached, after rows have changed behind this object's back.
    func invalidate() {
        mayHaveAny = true
    }

    /// Takes the first outcome that fits the record, and uses it up once.
    public func take(for subject: OutcomeSubject) throws -> Outcome? {
        guard let (id, definition, remaining) = try first(for: subject, where: { _ in true }) else { return nil }
        try use(id, definition, remaining)
        return Outcome(stored: definition)
    }

    /// Takes the first outcome that names this record by its id and was not there when its work began. One with a wait
    /// stays for the end of that, without the wait.
    func takeLate(for subject: OutcomeSubject) throws -> Outcome? {
        let found = try first(for: subject) {
            $0["match"]?["id"]?.isSaid(by: subject.id) == true && $0[Self.applied] == nil
        }
        guard let (id, definition, remaining) = found else { return nil }
        if definition["after_ms"] != nil {
            try database.execute(
                "UPDATE outcomes SET definition = json_remove(definition, '$.after_ms') WHERE id = ?", .int(id))
        } else {
            try use(id, definition, remaining)
        }
        return Outcome(stored: definition)
    }

    private func first(
        for subject: OutcomeSubject, where isMeant: (JSON) -> Bool
    ) throws -> (id: Int, definition: JSON, remaining: Int?)? {
        guard mayHaveAny else { return nil }
        let planned = try stored()
        if planned.isEmpty { mayHaveAny = false }
        return planned.first { Self.fits($0.definition, subject) && isMeant($0.definition) }
    }

    /// Counts one use. An outcome that may be used without end is marked instead.
    private func use(_ id: Int, _ definition: JSON, _ remaining: Int?) throws {
        if let remaining, remaining <= 1 {
            try database.execute("DELETE FROM outcomes WHERE id = ?", .int(id))
        } else if remaining != nil {
            try database.execute("UPDATE outcomes SET remaining = remaining - 1 WHERE id = ?", .int(id))
        } else if definition["match"]?["id"] != nil, definition[Self.applied] == nil {
            try database.execute(
                "UPDATE outcomes SET definition = json_set(definition, '$.applied', json('true')) WHERE id = ?",
                .int(id))
        } else if definition[Self.used] == nil {
            try database.execute(
                "UPDATE outcomes SET definition = json_set(definition, '$.used', json('true')) WHERE id = ?", .int(id))
        }
    }

    private static func fits(_ definition: JSON, _ subject: OutcomeSubject) -> Bool {
        guard definition["platform"]?.string == subject.platform else { return false }
        if let operation = definition["operation"]?.string, operation != subject.operation { return false }
        let match = definition["match"] ?? [:]
        if let id = match["id"], !id.isSaid(by: subject.id) { return false }
        if let source = match["source"]?.string, !subject.sources.contains(source) { return false }
        if let tag = match["tag"]?.string, tag != subject.tag { return false }
        if let text = match["text"]?.string,
            !subject.sources.contains(where: { $0.contains(text) }) && !subject.tag.contains(text)
        {
            return false
        }
        return true
    }
}
