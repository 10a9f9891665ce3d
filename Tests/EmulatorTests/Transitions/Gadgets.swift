// A made-up kind of records for tests of lifecycles.

import JSON
import Store

@testable import Emulator

/// A record that is made of parts.
struct Gadget: LifecycleRecord {
    let key: Int
    let id: String

    init?(_ context: TransitionContext) throws {
        id = context.subject.text
        let key = try context.database.scalarInt("SELECT seq FROM gadgets WHERE id = ?", .text(id))
        guard let key else { return nil }
        self.key = key
    }

    /// A gadget that is known already.
    init(key: Int, id: String) {
        self.key = key
        self.id = id
    }

    var outcomeSubject: OutcomeSubject? {
        OutcomeSubject(platform: "test", operation: "makeGadget", id: id, tag: id)
    }
}

extension Workshop {
    static let gadgets = """
        CREATE TABLE gadgets (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, state TEXT NOT NULL,
            slot INTEGER NOT NULL DEFAULT 0, started INTEGER, due INTEGER, ended INTEGER, error TEXT, result TEXT) STRICT;
        """

    static let table = RecordTable(
        "gadgets", started: "started", due: "due", ended: "ended", while: "state <> 'scrapped'")

    /// Gadgets of a kind.
    convenience init(
        _ lifecycle: RecordLifecycle<Gadget>,
        timings: JSON = ["gadget.start": 100, "gadget.finish": 1000]
    ) throws {
        try self.init(lifecycle, timings: timings, script: Self.gadgets)
    }

    /// Makes the row of a gadget.
    func insert(_ id: String, state: String = "waiting") throws {
        try tenant.database.execute("INSERT INTO gadgets(id, state) VALUES (?, ?)", .text(id), .text(state))
    }

    func state(_ id: String) throws -> String? { try text("SELECT state FROM gadgets WHERE id = ?", id) }

    func error(_ id: String) throws -> String? { try text("SELECT error FROM gadgets WHERE id = ?", id) }

    func result(_ id: String) throws -> String? { try text("SELECT result FROM gadgets WHERE id = ?", id) }

    /// The columns with times in milliseconds.
    func times(_ id: String) throws -> [Int?] {
        try tenant.database.first("SELECT started, due, ended FROM gadgets WHERE id = ?", .text(id)) { row in
            (0..<3).map { row.optionalInt($0).map { $0 / 1000 } }
        } ?? []
    }
}
