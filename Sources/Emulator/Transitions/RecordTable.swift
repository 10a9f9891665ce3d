// The table of a kind of records, as their lifecycle writes it.

import Store

/// A table and those of its columns that a lifecycle writes. A kind whose table lacks a column leaves it out.
///
/// A table with a queue has, besides, `id` (the subject's text), `slot` (0 or 1), and the state `waiting`.
public struct RecordTable: Sendable {
    let name: SQL
    let key: SQL
    let state: SQL?
    let started: SQL?
    let due: SQL?
    let ended: SQL?
    private let condition: SQL?

    /// A table by its name.
    ///
    /// - Parameters:
    ///   - key: the column with the number of a record.
    ///   - state: the column with its state.
    ///   - started: when its work began.
    ///   - due: when its work will end.
    ///   - ended: when it did.
    ///   - condition: what holds as long as a record may go on and end, for example `status <> 'DELETING'`; nil for
    ///     records that nobody removes or ends otherwise.
    public init(
        _ name: SQL, key: SQL = "seq", state: SQL? = "state", started: SQL? = nil, due: SQL? = nil, ended: SQL? = nil,
        while condition: SQL? = nil
    ) {
        self.name = name
        self.key = key
        self.state = state
        self.started = started
        self.due = due
        self.ended = ended
        self.condition = condition
    }

    /// Finds the record with a key, if it may still go on; nil when there is no doubt about that.
    var find: SQL? { condition.map { "SELECT 1 FROM \(name) WHERE \(key) = ? AND \($0)" } }

    var delete: SQL { "DELETE FROM \(name) WHERE \(key) = ?" }

    /// Sets columns of the record with a key, whatever its state; nil for no columns.
    func update(_ columns: [SQL?]) -> SQL? {
        let assignments = columns.compactMap { $0.map { "\($0) = ?" as SQL } }
        guard !assignments.isEmpty else { return nil }
        return "UPDATE \(name) SET \(assignments.joined(separator: ", ")) WHERE \(key) = ?"
    }

    /// The same for a record that may still go on.
    func end(_ columns: [SQL?]) -> SQL? {
        update(columns).map { "\($0)\(whileItMayGoOn)" }
    }

    private var whileItMayGoOn: SQL { condition.map { " AND \($0)" } ?? "" }
}
