// What is still to happen in a tenant: one row a pending transition, kept in its database.

import JSON
import Store

/// The pending transitions of one tenant, ordered by (due, id).
public final class Schedule {
    /// What kind of row it is: only work pulls the clock when a test asks for the next event.
    public enum Class: Int, Sendable {
        /// A transition or a delivery: something that is being waited for.
        case work = 0
        /// An expiry: swept when passed, never waited for.
        case deadline = 1
    }

    /// One pending transition.
    public struct Row: Sendable {
        /// Row number; ties between rows due at one instant run in this order.
        public let id: Int
        /// When it is to run.
        public let due: Instant
        /// Work or deadline.
        public let kind: Class
        /// Name of the transition, for example `deepva.job.finish`.
        public let transition: String
        /// The record that it moves, for example a job id.
        public let subject: ScheduleSubject
        /// What the transition wants to know, or null.
        public let payload: JSON
    }

    private let database: Database
    /// No row is due before this instant; nil means that there may be none at all. Never later than the truth.
    private(set) var earliest: Instant?
    private var isEarliestKnown = false

    init(database: Database) {
        self.database = database
    }

    /// Plans a transition.
    ///
    /// - Parameters:
    ///   - transition: one that its platform has bound.
    ///   - subject: the record that it moves.
    ///   - due: when it is to run; the past means at once.
    ///   - kind: work or deadline.
    ///   - payload: handed to the transition.
    public func add(
        _ transition: Transition, subject: ScheduleSubject, at due: Instant, kind: Class = .work,
        payload: JSON = .null
    ) throws {
        try add(named: transition.name, subject: subject, at: due, kind: kind, payload: payload)
    }

    func add(
        named transition: String, subject: ScheduleSubject, at due: Instant, kind: Class = .work,
        payload: JSON = .null
    ) throws {
        try database.execute(
            "INSERT INTO schedule(due, class, transition, subject, payload) VALUES (?, ?, ?, ?, ?)",
            .int(due.microseconds), .int(kind.rawValue), .text(transition), .text(subject.text),
            payload.isNull ? .null : .text(payload.description))
        if isEarliestKnown {
            earliest = earliest.map { min($0, due) } ?? due
        }
    }

    /// Drops every pending transition of a record.
    public func cancel(subject: ScheduleSubject) throws {
        try database.execute("DELETE FROM schedule WHERE subject = ?", .text(subject.text))
    }

    /// Keeps another payload for a pending transition.
    func replacePayload(_ payload: JSON, of row: Int) throws {
        try database.execute(
            "UPDATE schedule SET payload = ? WHERE id = ?", .text(payload.description), .int(row))
    }

    /// How many rows of each class are pending.
    public func pending() throws -> (work: Int, deadlines: Int) {
        let all = try database.scalarInt("SELECT count(*) FROM schedule") ?? 0
        let work = try database.scalarInt("SELECT count(*) FROM schedule WHERE class = 0") ?? 0
        return (work, all - work)
    }

    /// The next rows in the order in which they will run, at most `limit`.
    public func next(_ limit: Int) throws -> [Row] {
        try database.all(
            "SELECT id, due, class, transition, subject, payload FROM schedule ORDER BY due, id LIMIT ?", .int(limit),
            read: Self.row)
    }

    /// When the next work is due, or nil when none is pending.
    public func nextWork() throws -> Instant? {
        try database.scalarInt("SELECT due FROM schedule WHERE class = 0 ORDER BY due, id LIMIT 1")
            .map(Instant.init(microseconds:))
    }

    /// The first row that is due at `instant` or before, if any.
    func first(dueBy instant: Instant) throws -> Row? {
        if isEarliestKnown {
            guard let earliest, earliest <= instant else { return nil }
        }
        let row = try firstRow()
        earliest = row?.due
        isEarliestKnown = true
        guard let row, row.due <= instant else { return nil }
        return row
    }

    /// When the first row of any class is due.
    func nextDue() throws -> Instant? {
        if !isEarliestKnown {
            earliest = try firstRow()?.due
            isEarliestKnown = true
        }
        return earliest
    }

    func remove(_ id: Int) throws {
        try database.execute("DELETE FROM schedule WHERE id = ?", .int(id))
        isEarliestKnown = false
    }

    /// Forgets what is cached, after rows have changed behind this object's back.
    func invalidate() {
        isEarliestKnown = false
    }

    private func firstRow() throws -> Row? {
        try database.first(
            "SELECT id, due, class, transition, subject, payload FROM schedule ORDER BY due, id LIMIT 1", read: Self.row
        )
    }

    private static func row(_ row: borrowing Store.Row) throws -> Row {
        Row(
            id: row.int(0), due: Instant(microseconds: row.int(1)), kind: Class(rawValue: row.int(2)) ?? .work,
            transition: row.text(3), subject: ScheduleSubject(row.text(4)),
            payload: try row.optionalText(5).map { try JSON(parsing: $0) } ?? .null)
    }
}
