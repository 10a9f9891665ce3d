// Webhook deliveries of one tenant: rows that are written in the savepoint of their event and sent after its commit.
//
//   waiting ── webhook.send (work in the schedule) ──> sending ── the receiver's answer ──> delivered
//      ^                                                  │                                 failed, refused
//      └──────────── another attempt, later ──────────────┘
//
// The rows are the truth: a row in state sending that is not in flight is sent, so a restart repeats an interrupted
// attempt (at least once). Deliveries to one receiver are sent one after the other, in order.

import Crypto
import Store

/// The deliveries of one tenant.
public final class Outbox {
    /// The most deliveries in the log; the oldest finished ones are dropped first.
    public static let capacity = 10_000
    /// Starts an attempt.
    static let send = Transition("webhook.send") { context in
        try context.tenant.outbox.begin(context.subject, at: context.now)
        return .done
    }

    static let transitions = [send]

    private let database: Database
    private let schedule: Schedule
    private let events: EventFeed
    /// Receivers that may have a delivery ready, in order of arrival, and the same as a set.
    private var ready: [String] = []
    private var isReady: Set<String> = []
    /// Receivers that have a delivery in flight.
    private var busy: Set<String> = []

    init(database: Database, schedule: Schedule, events: EventFeed) {
        self.database = database
        self.schedule = schedule
        self.events = events
    }

    // MARK: - Events

    /// Plans a delivery, which is sent once the turn is committed.
    public func add(_ delivery: NewDelivery, at now: Instant) throws {
        try database.execute(
            """
            INSERT INTO deliveries(created, platform, event, subject, url, body, secret, state)
            VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting')
            """,
            .int(now.microseconds), .text(delivery.platform), .text(delivery.event), .text(delivery.subject),
            .text(delivery.url.text), .text(String(decoding: delivery.body, as: UTF8.self)),
            .optional(delivery.secret))
        let id = database.lastInsertedRow
        try plan(id, at: now)
        try forget(id - Self.capacity)
    }

    /// Starts a new round of attempts for a finished delivery.
    ///
    /// - Throws: ``Problem`` 404 when it does not exist, 409 when it is not finished.
    public func redeliver(_ id: Int, at now: Instant) throws {
        let state = try database.scalarText("SELECT state FROM deliveries WHERE id = ?", .int(id))
        guard let state else { throw Problem.notFound("Delivery \(id)") }
        guard state != "waiting", state != "sending" else {
            throw Problem.conflict("Delivery \(id) is not finished yet. It is \(state).")
        }
        try database.execute("UPDATE deliveries SET state = 'waiting', tried = 0 WHERE id = ?", .int(id))
        try plan(id, at: now)
    }

    private func plan(_ id: Int, at due: Instant) throws {
        try schedule.add(Self.send, subject: Self.subject(id), at: due)
        events.noteDelivery(id)
    }

    /// Drops a delivery from the log if it is finished.
    private func forget(_ id: Int) throws {
        guard id > 0 else { return }
        try database.execute(
            "DELETE FROM deliveries WHERE id = ? AND state IN ('delivered', 'failed', 'refused')", .int(id))
    }

    private static let subjectPrefix = "delivery-"

    private static func subject(_ id: Int) -> ScheduleSubject { .id("\(subjectPrefix)\(id)") }

    // MARK: - Attempts

    /// Makes a delivery ready; it is sent once the turn is committed.
    private func begin(_ subject: ScheduleSubject, at now: Instant) throws {
        let id = Int(subject.text.dropFirst(Self.subjectPrefix.count)) ?? 0
        let url = try database.first(
            "SELECT url FROM deliveries WHERE id = ? AND state = 'waiting'", .int(id)
        ) { $0.text(0) }
        guard let url else { return }
        // The nonce is Unix time but must always grow, so it can run ahead of the clock.
        try database.execute(
            """
            UPDATE deliveries SET state = 'sending', tried = tried + 1, nonce = CASE WHEN secret IS NULL THEN NULL
                ELSE max(?, coalesce((SELECT max(nonce) FROM deliveries WHERE nonce IS NOT NULL), 0) + 1) END
            WHERE id = ?
            """, .int(now.unixSeconds), .int(id))
        try database.execute(
            """
            INSERT INTO delivery_attempts(delivery, number, at)
            SELECT ?1, 1 + coalesce(max(number), 0), ?2 FROM delivery_attempts WHERE delivery = ?1
            """, .int(id), .int(now.microseconds))
        events.noteDelivery(id)
        enqueue(url)
    }

    private func enqueue(_ url: String) {
        if isReady.insert(url).inserted { ready.append(url) }
    }

    /// The next delivery to send: the oldest that is ready for a receiver without one in flight.
    func takeReady() throws -> ReadyDelivery? {
        while let index = ready.firstIndex(where: { !busy.contains($0) }) {
            let url = ready.remove(at: index)
            isReady.remove(url)
            let found = try database.first(
                """
                SELECT id, event, body, secret, nonce FROM deliveries WHERE state = 'sending' AND url = ?
                ORDER BY id LIMIT 1
                """, .text(url)
            ) { row in
                ReadyDelivery(
                    id: row.int(0), event: row.text(1), url: url, body: Array(row.text(2).utf8),
                    secret: row.optionalText(3), nonce: row.int(4))
            }
            guard let found else { continue }
            busy.insert(url)
            return found
        }
        return nil
    }

    /// Records how an attempt ended, and plans the next one if any are left.
    func finish(
        _ delivery: ReadyDelivery, _ end: DeliveryEnd, duration: Int, at now: Instant, settings: WebhookSettings
    ) throws {
        busy.remove(delivery.url)
        events.noteDelivery(delivery.id)
        let tried = try database.scalarInt("SELECT tried FROM deliveries WHERE id = ?", .int(delivery.id)) ?? 0
        let isRetried = end.isRetryable && tried < settings.attempts
        try database.execute(
            """
            UPDATE delivery_attempts SET status = ?, error = ?, duration = ?
            WHERE delivery = ?4 AND number = (SELECT max(number) FROM delivery_attempts WHERE delivery = ?4)
            """, .optional(end.status), .optional(end.error), .int(duration), .int(delivery.id))
        try database.execute(
            "UPDATE deliveries SET state = ? WHERE id = ?",
            .text((isRetried ? .waiting : end.state).rawValue), .int(delivery.id))
        if isRetried {
            try plan(delivery.id, at: now.advanced(byMicroseconds: settings.delay(afterAttempt: tried)))
        } else if let newest = try database.scalarInt("SELECT max(id) FROM deliveries") {
            if delivery.id <= newest - Self.capacity { try forget(delivery.id) }
        }
        enqueue(delivery.url)
    }

    // MARK: - Life

    /// Whether a delivery is ready to be sent.
    var hasReady: Bool { ready.contains { !busy.contains($0) } }

    /// Whether a delivery is ready or in flight; an advance of the clock waits until none is.
    var isBusy: Bool { !ready.isEmpty || !busy.isEmpty }

    /// The number of deliveries in flight.
    var inFlight: Int { busy.count }

    /// Finds deliveries that an earlier process left unsent.
    func load() throws {
        try database.each("SELECT url FROM deliveries WHERE state = 'sending' GROUP BY url ORDER BY min(id)") {
            enqueue($0.text(0))
        }
    }

    /// Stops sending until the next event of a receiver, after a commit failed.
    func pause() {
        ready = []
        isReady = []
    }

    /// Forgets all deliveries in flight when their world has ended.
    func clear() {
        pause()
        busy = []
    }

    // MARK: - Log

    /// Deliveries, newest first.
    ///
    /// - Parameters:
    ///   - event: only this event.
    ///   - state: only deliveries in this state.
    ///   - subject: only deliveries about this record.
    ///   - limit: the most deliveries.
    /// - Returns: the numbers of the deliveries, and how many match in total.
    public func log(
        event: String?, state: Delivery.State?, subject: String?, limit: Int
    ) throws -> (total: Int, ids: [Int]) {
        let condition: SQL =
            "(?1 IS NULL OR event = ?1) AND (?2 IS NULL OR state = ?2) AND (?3 IS NULL OR subject = ?3)"
        let values: [SQLValue] = [.optional(event), .optional(state?.rawValue), .optional(subject)]
        let total = try database.first("SELECT count(*) FROM deliveries WHERE \(condition)", values) { $0.int(0) }
        let ids = try database.all(
            "SELECT id FROM deliveries WHERE \(condition) ORDER BY id DESC LIMIT ?4", values + [.int(limit)]
        ) { $0.int(0) }
        return (total ?? 0, ids)
    }

    /// The delivery with this number, if it is still in the log.
    public func delivery(_ id: Int) throws -> Delivery? {
        let attempts = try database.all(
            "SELECT number, at, status, error, duration FROM delivery_attempts WHERE delivery = ? ORDER BY number",
            .int(id)
        ) { row in
            Delivery.Attempt(
                number: row.int(0), at: Instant(microseconds: row.int(1)), status: row.optionalInt(2),
                error: row.optionalText(3), duration: row.optionalInt(4))
        }
        let next = try database.scalarInt(
            "SELECT due FROM schedule WHERE subject = ? AND transition = ?", .text(Self.subject(id).text),
            .text(Self.send.name))
        return try database.first(
            "SELECT created, platform, event, subject, url, state, secret IS NOT NULL, body FROM deliveries WHERE id = ?",
            .int(id)
        ) { row in
            Delivery(
                id: id, created: Instant(microseconds: row.int(0)), platform: row.text(1), event: row.text(2),
                subject: row.text(3), url: row.text(4), state: Delivery.State(rawValue: row.text(5)) ?? .waiting,
                isSigned: row.bool(6), attempts: attempts, next: next.map(Instant.init(microseconds:)),
                body: Array(row.text(7).utf8))
        }
    }

    /// The number of deliveries in each state.
    public func counts() throws -> [(state: String, count: Int)] {
        try database.all("SELECT state, count(*) FROM deliveries GROUP BY state ORDER BY state") {
            ($0.text(0), $0.int(1))
        }
    }
}
