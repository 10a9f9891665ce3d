// A tenant: a whole world of its own, with database, clock, schedule, journal, identifiers and credentials.

import Crypto
import HTTP
import JSON
import Store

/// One world. Confined to the loop, like everything it owns.
public final class Tenant {
    /// The tenant that requests without any other choice go to.
    public static let defaultName = "default"

    /// Its name, `[a-z0-9][a-z0-9-]{0,39}`.
    public let name: String
    /// Its state.
    public let database: Database
    /// The contents of its files.
    public let blobs: BlobStore
    /// What is still to happen in it.
    public let schedule: Schedule
    /// What it was asked.
    public let journal: Journal
    /// Its webhook deliveries.
    public let outbox: Outbox
    /// What its sinks have caught.
    public let sinks = Sinks()
    /// The trouble that its requests are to meet.
    public let faults = Faults()
    /// What it is asked, taken down whole; nil when nobody wants that.
    public private(set) var recording: Recording?
    /// Its copies at earlier moments.
    public let snapshots = Snapshots()
    /// Ends set beforehand.
    public let outcomes: Outcomes
    /// Its keys and tokens.
    public let credentials: Credentials
    /// Where its ids come from.
    public var identifiers: Identifiers
    /// Its switches.
    public private(set) var settings: Settings
    /// How long its transitions wait.
    public private(set) var timings: Timings
    /// When it was made, on the wall clock.
    public let created: Instant
    /// Counts resets, so that results of work begun before one can be told and dropped.
    public private(set) var generation = 0
    /// Whether it was made by this process, rather than found in the data directory.
    private(set) var isFresh = false
    /// Whether it has been deleted.
    public private(set) var isClosed = false

    /// What it was made from.
    let origin: Origin
    private let defaultSettings: Settings
    private let wallClock: any WallClock
    private var clock: Clock
    private var lastDate = (seconds: Int.min, text: "")
    private var pinnedNow: Instant?
    private var isClockStored = false
    private var storedCounter: UInt64 = 0

    /// What a tenant starts from, and goes back to when it is reset.
    public struct Origin: Sendable {
        /// Seed of its ids and made-up values.
        public let seed: UInt64
        /// How its clock moves.
        public let mode: Clock.Mode
        /// Virtual seconds per second.
        public let rate: Double
        /// Milliseconds a request, when stepping.
        public let stepMilliseconds: Int
        /// Where its clock starts; nil means the wall clock when running, ``Clock/defaultStart`` otherwise.
        public let start: Instant?
        /// How long its transitions wait.
        public let timings: Timings
        /// How many requests its journal remembers.
        public let journalCapacity: Int

        /// An origin from its parts.
        public init(
            seed: UInt64, mode: Clock.Mode, rate: Double, stepMilliseconds: Int, start: Instant?, timings: Timings,
            journalCapacity: Int
        ) {
            self.seed = seed
            self.mode = mode
            self.rate = rate
            self.stepMilliseconds = stepMilliseconds
            self.start = start
            self.timings = timings
            self.journalCapacity = journalCapacity
        }

        func clock(wall: Int) -> Clock {
            let start = start ?? (mode == .running ? Instant(microseconds: wall) : Clock.defaultStart)
            return Clock(mode: mode, now: start, wall: wall, rate: rate, stepMilliseconds: stepMilliseconds)
        }
    }

    init(
        name: String, database: Database, blobs: BlobStore, origin: Origin, defaultSettings: Settings,
        wallClock: any WallClock
    ) {
        self.name = name
        self.database = database
        self.blobs = blobs
        self.origin = origin
        self.defaultSettings = defaultSettings
        settings = defaultSettings
        self.wallClock = wallClock
        schedule = Schedule(database: database)
        outbox = Outbox(database: database, schedule: schedule)
        journal = Journal(capacity: origin.journalCapacity)
        outcomes = Outcomes(database: database)
        credentials = Credentials(database: database)
        identifiers = Identifiers(seed: origin.seed)
        timings = origin.timings
        created = Instant(microseconds: wallClock.microseconds())
        clock = origin.clock(wall: wallClock.microseconds())
    }

    // MARK: - Time

    /// The time in this world. While a transition runs it is that transition's due time.
    public var now: Instant { pinnedNow ?? clock.now(wall: wallClock.microseconds()) }

    /// An instant as the `Date` header has it; the last one is kept, since most requests share their second.
    func date(at instant: Instant) -> String {
        let seconds = instant.unixSeconds
        if lastDate.seconds != seconds { lastDate = (seconds, HTTPDate.format(seconds)) }
        return lastDate.text
    }

    /// How the clock moves.
    public var clockState: Clock { clock }

    /// Runs `body` with the time held at `instant`.
    func pinned<T>(at instant: Instant, _ body: () throws -> T) rethrows -> T {
        let outer = pinnedNow
        pinnedNow = instant
        defer { pinnedNow = outer }
        return try body()
    }

    /// One request's step of a stepping clock.
    func stepClock() {
        guard clock.mode == .stepping else { return }
        clock.step()
        isClockStored = false
    }

    /// Changes how the clock moves, and moves it.
    ///
    /// - Throws: ``Problem`` 409 when `instant` lies before the present.
    public func changeClock(mode: Clock.Mode?, rate: Double?, stepMilliseconds: Int?, now instant: Instant?) throws {
        let wall = wallClock.microseconds()
        if let instant, instant < clock.now(wall: wall) {
            throw Problem.conflict(
                "The clock is at \(clock.now(wall: wall).text(.zoned)) and cannot be set back.", field: "now")
        }
        clock.change(mode: mode, rate: rate, stepMilliseconds: stepMilliseconds, wall: wall)
        if let instant { clock.set(to: instant, wall: wall) }
        isClockStored = false
        try storeClock()
    }

    /// Moves the clock on to `instant` unless it is there already.
    func moveClock(to instant: Instant) {
        let wall = wallClock.microseconds()
        guard instant > clock.now(wall: wall) else { return }
        clock.set(to: instant, wall: wall)
        isClockStored = false
    }

    /// The wall time in microseconds at which the next pending row is due, the present for one that is due already; nil
    /// when time will not bring it.
    func wallOfNextDue() throws -> Int? {
        guard let due = try schedule.nextDue() else { return nil }
        if due <= now { return wallClock.microseconds() }
        return clock.mode == .running ? clock.wall(at: due) : nil
    }

    // MARK: - Settings

    /// Lays `changes` over the settings and keeps them.
    public func change(settings changes: JSON) throws {
        let merged = settings.merged(with: changes)
        try store("settings", merged.json)
        settings = merged
    }

    /// Lays `changes` over the waits and keeps them.
    public func change(timings changes: JSON) throws {
        let merged = try timings.merged(with: changes)
        try store("timings", merged.json)
        timings = merged
    }

    // MARK: - Life

    /// Whether the world has been filled; false for a fresh database.
    func isSeeded() throws -> Bool { try stored("identifiers") != nil }

    /// Reads clock, counters, settings and credentials back from the database.
    func load() throws {
        if let record = try stored("clock"), let stored = Clock(stored: record) {
            clock = stored
            isClockStored = true
        }
        if let record = try stored("identifiers"), let seed = record["seed"]?.string.flatMap({ UInt64($0) }),
            let counter = record["counter"]?.string.flatMap({ UInt64($0) })
        {
            identifiers = Identifiers(seed: seed, counter: counter)
            storedCounter = counter
        }
        if let record = try stored("settings") { settings = defaultSettings.merged(with: record) }
        if let record = try stored("timings") { timings = (try? timings.merged(with: record)) ?? timings }
        try credentials.load()
    }

    /// Whether a world's state beside its records is such as this program writes.
    static func hasReadableState(_ database: Database) throws -> Bool {
        let rows = try database.all("SELECT key, value FROM meta") { ($0.text(0), $0.text(1)) }
        let state = Dictionary(rows, uniquingKeysWith: { first, _ in first }).mapValues { try? JSON(parsing: $0) }
        guard let clock = state["clock"] ?? nil, Clock(stored: clock) != nil else { return false }
        guard let identifiers = state["identifiers"] ?? nil,
            identifiers["seed"]?.string.flatMap({ UInt64($0) }) != nil,
            identifiers["counter"]?.string.flatMap({ UInt64($0) }) != nil
        else { return false }
        if let settings = state["settings"], settings?.object == nil { return false }
        if let timings = state["timings"], (try? Timings(json: timings ?? .null)) == nil { return false }
        return true
    }

    /// Back to the moment of creation, with an empty database; the caller fills it again.
    func restart(_ initialState: InitialState) throws {
        generation += 1
        recording?.interrupt()
        identifiers = Identifiers(seed: initialState.seed)
        storedCounter = 0
        clock = initialState.clock
        isClockStored = false
        settings = defaultSettings
        timings = origin.timings
        journal.clear()
        outbox.clear()
        sinks.clear()
        faults.clear()
        schedule.invalidate()
        outcomes.invalidate()
        try credentials.load()
    }

    /// What the tenant begins with when nothing else is asked for.
    var ownInitialState: InitialState {
        InitialState(seed: origin.seed, clock: origin.clock(wall: wallClock.microseconds()))
    }

    /// Takes down everything from now on, which must be the beginning.
    func record(from initialState: InitialState) {
        recording = Recording(initialState: initialState)
    }

    /// Takes the world up as its replaced rows describe it, with the clock at `instant` from now on. The journal goes
    /// on: it tells what this tenant was asked, not what it holds.
    func resume(at instant: Instant) throws {
        generation += 1
        settings = defaultSettings
        timings = origin.timings
        outbox.clear()
        schedule.invalidate()
        outcomes.invalidate()
        try load()
        try outbox.load()
        clock.set(to: instant, wall: wallClock.microseconds())
        isClockStored = false
        try storeState()
    }

    /// Writes what lives in memory beside the rows of this turn, so that both are committed together.
    func storeState() throws {
        if identifiers.counter != storedCounter {
            try store(
                "identifiers",
                ["seed": .string(String(identifiers.seed)), "counter": .string(String(identifiers.counter))])
            storedCounter = identifiers.counter
        }
        if !isClockStored { try storeClock() }
    }

    /// Writes the state even if it never changed, which marks the world as filled.
    func storeFirstState() throws {
        isFresh = true
        try store(
            "identifiers",
            ["seed": .string(String(identifiers.seed)), "counter": .string(String(identifiers.counter))])
        storedCounter = identifiers.counter
        try storeClock()
    }

    func close() {
        isClosed = true
        outbox.clear()
        generation += 1
    }

    /// Writes the clock as a part of this turn.
    func storeClock() throws {
        try store("clock", clock.stored)
        isClockStored = true
    }

    private func store(_ key: String, _ value: JSON) throws {
        try database.execute(
            "INSERT INTO meta(key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            .text(key), .text(value.description))
    }

    private func stored(_ key: String) throws -> JSON? {
        try database.first("SELECT value FROM meta WHERE key = ?", .text(key)) { try JSON(parsing: $0.text(0)) }
    }
}
