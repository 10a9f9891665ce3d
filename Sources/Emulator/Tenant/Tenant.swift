// A tenant: a whole world of its own, with database, clock, schedule, journal, identifiers and credentials.

import Crypto
import HTTP
import JSON
import Store
import System

/// One world. Confined to the loop, like everything it owns.
public final class Tenant {
    /// The tenant of requests that select no other.
    public static let defaultName = "default"

    /// Its name, `[a-z0-9][a-z0-9-]{0,39}`.
    public let name: String
    /// Its state.
    public let database: Database
    /// The contents of its files.
    public let blobs: BlobStore
    /// Its pending transitions.
    public let schedule: Schedule
    /// Its last requests.
    public let journal: Journal
    /// Which operations its clients have used.
    public internal(set) var operationUse = OperationUse()
    /// Hosts that its clients wanted to reach and that are none of the platforms'.
    public internal(set) var foreignHosts = ForeignHosts()
    /// What happens in it, for those who look on.
    let events = EventFeed()
    /// Its webhook deliveries.
    public let outbox: Outbox
    /// Its sinks and their requests.
    public let sinks = Sinks()
    /// Its fault plans.
    public let faults = Faults()
    /// The recording of its requests, if there is one.
    public private(set) var recording: Recording?
    /// Its saved states.
    public let snapshots = Snapshots()
    /// The outcomes that test authors have set.
    public let outcomes: Outcomes
    /// What was answered about single records.
    var kept = KeptDocuments()
    /// Its keys and tokens.
    public let credentials: Credentials
    /// The source of its ids.
    public var identifiers: Identifiers
    /// Its settings.
    public private(set) var settings: Settings {
        didSet { fullQueues = [] }
    }
    /// How long its transitions take.
    public private(set) var timings: Timings
    /// The queues of which every worker was busy when they were looked at last under these settings, each with the
    /// database's ``Store/Database/undoings`` then, as whatever is taken back may have been what kept a worker busy.
    var fullQueues: [(queue: WorkQueue, undoings: Int)] = []
    /// Runs its transitions, once there are some.
    var worker: Worker?
    /// Tells the next process which transition this one died in; nil in memory.
    let runningNote: RunningNote?
    /// When it was created, on the wall clock.
    public let created: Instant
    /// Counts resets, so that results of work from before a reset can be dropped.
    public private(set) var generation = 0 {
        didSet {
            cancellation.cancel()
            cancellation = WorkCancellation()
        }
    }
    /// Stops work on the pool that is about the world of this generation.
    private(set) var cancellation = WorkCancellation()
    /// Whether this process created it, rather than finding it in the data directory.
    private(set) var isFresh = false
    /// Whether it has been deleted.
    public private(set) var isClosed = false

    /// What it was created from.
    let origin: Origin
    private let defaultSettings: Settings
    private let wallClock: any WallClock
    private var clock: Clock
    private var lastDate = (seconds: Int.min, text: "")
    private var pinnedNow: Instant?
    private var isClockStored = false
    private var storedCounter: UInt64 = 0

    /// The state in which a tenant starts, and to which a reset returns.
    public struct Origin: Sendable {
        /// The seed of its ids and results.
        public let seed: UInt64
        /// The mode of its clock.
        public let mode: Clock.Mode
        /// Virtual seconds per wall second.
        public let rate: Double
        /// Milliseconds per request when stepping.
        public let stepMilliseconds: Int
        /// Where its clock starts; nil means the wall clock when running, ``Clock/defaultStart`` otherwise.
        public let start: Instant?
        /// How long its transitions take.
        public let timings: Timings
        /// The most requests in its journal.
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
        name: String, database: Database, blobs: BlobStore, runningNote: RunningNote? = nil, origin: Origin,
        defaultSettings: Settings, wallClock: any WallClock
    ) {
        self.name = name
        self.runningNote = runningNote
        self.database = database
        self.blobs = blobs
        self.origin = origin
        self.defaultSettings = defaultSettings
        settings = defaultSettings
        self.wallClock = wallClock
        schedule = Schedule(database: database)
        outbox = Outbox(database: database, schedule: schedule, events: events)
        journal = Journal(capacity: origin.journalCapacity)
        outcomes = Outcomes(database: database)
        credentials = Credentials(database: database)
        identifiers = Identifiers(seed: origin.seed)
        timings = origin.timings
        created = Instant(microseconds: wallClock.microseconds())
        clock = origin.clock(wall: wallClock.microseconds())
    }

    // MARK: - Time

    /// The time in this world. While a transition runs, it is the due time of that transition.
    public var now: Instant { pinnedNow ?? clock.now(wall: wallClock.microseconds()) }

    /// An instant in the form of the `Date` header. The last one is cached, since most requests share their second.
    func date(at instant: Instant) -> String {
        let seconds = instant.unixSeconds
        if lastDate.seconds != seconds { lastDate = (seconds, HTTPDate.format(seconds)) }
        return lastDate.text
    }

    /// The clock.
    public var clockState: Clock { clock }

    /// Runs `body` with the time held at `instant`.
    func pinned<T>(at instant: Instant, _ body: () throws -> T) rethrows -> T {
        let outer = pinnedNow
        pinnedNow = instant
        defer { pinnedNow = outer }
        return try body()
    }

    /// Advances a stepping clock by one request.
    func stepClock() {
        guard clock.mode == .stepping else { return }
        clock.step()
        isClockStored = false
    }

    /// Changes the mode of the clock, and sets it.
    ///
    /// - Throws: ``Problem`` 409 when `instant` is in the past.
    public func changeClock(mode: Clock.Mode?, rate: Double?, stepMilliseconds: Int?, now instant: Instant?) throws {
        let wall = wallClock.microseconds()
        if let instant, instant < clock.now(wall: wall) {
            throw Problem.conflict(
                "The clock is at \(clock.now(wall: wall).text(.zoned)) and cannot be set back.", field: "now")
        }
        clock.change(mode: mode, rate: rate, stepMilliseconds: stepMilliseconds, wall: wall)
        events.noteClock()
        if let instant { clock.set(to: instant, wall: wall) }
        isClockStored = false
        try storeClock()
    }

    /// Moves the clock forward to `instant`; does nothing when it is past that.
    func moveClock(to instant: Instant) {
        let wall = wallClock.microseconds()
        guard instant > clock.now(wall: wall) else { return }
        events.noteClock()
        clock.set(to: instant, wall: wall)
        isClockStored = false
    }

    /// The wall time in microseconds at which the next row is due, now for one that is overdue; nil when the clock
    /// never gets there by itself.
    func wallOfNextDue() throws -> Int? {
        guard let due = try schedule.nextDue() else { return nil }
        if due <= now { return wallClock.microseconds() }
        return clock.mode == .running ? clock.wall(at: due) : nil
    }

    // MARK: - Settings

    /// Merges `changes` into the settings and stores them.
    public func change(settings changes: JSON) throws {
        let merged = settings.merged(with: changes)
        try store("settings", merged.json)
        settings = merged
    }

    /// Merges `changes` into the timings and stores them.
    public func change(timings changes: JSON) throws {
        let merged = try timings.merged(with: changes)
        try store("timings", merged.json)
        timings = merged
    }

    // MARK: - Life

    /// Whether the world was there before this process; a reset makes it a new one.
    public var wasStored: Bool { !isFresh }

    /// Whether ids and results come from the seed of the tenant's origin.
    public var hasSeedOfOrigin: Bool { identifiers.seed == origin.seed }

    /// Whether the world has its initial data; false for a new database.
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

    /// Whether the state of a world, its records aside, is readable by this program.
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

    /// Returns to the initial state with an empty database, which the caller fills again.
    func restart(_ initialState: InitialState) throws {
        generation += 1
        recording?.interrupt()
        events.noteWorld(.reset)
        identifiers = Identifiers(seed: initialState.seed)
        storedCounter = 0
        clock = initialState.clock
        isClockStored = false
        settings = defaultSettings
        timings = origin.timings
        journal.clear()
        operationUse.clear()
        foreignHosts.clear()
        outbox.clear()
        sinks.clear()
        faults.clear()
        schedule.invalidate()
        outcomes.invalidate()
        try credentials.load()
    }

    /// The state in which this tenant starts by default.
    var ownInitialState: InitialState {
        InitialState(seed: origin.seed, clock: origin.clock(wall: wallClock.microseconds()))
    }

    /// Starts a recording. The tenant must be in this state now.
    func record(from initialState: InitialState) {
        recording = Recording(initialState: initialState)
    }

    /// Continues with the replaced rows of the database, with the clock at `instant`. The journal continues, too: it
    /// shows the requests of the tenant, not its data.
    func resume(at instant: Instant) throws {
        generation += 1
        events.noteWorld(.restored)
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

    /// Writes the state in memory together with the rows of this turn, so that both are committed together.
    func storeState() throws {
        if identifiers.counter != storedCounter { try storeIdentifiers() }
        if !isClockStored { try storeClock() }
    }

    /// Writes the state even if it never changed, which marks the world as complete.
    func storeFirstState() throws {
        isFresh = true
        try storeIdentifiers()
        try storeClock()
    }

    /// Nearly every turn does this, so no value is built for it.
    private func storeIdentifiers() throws {
        var writer = JSONWriter(reserving: 96)
        writer.beginObject()
        writer.key("seed")
        writer.string(String(identifiers.seed))
        writer.key("counter")
        writer.string(String(identifiers.counter))
        writer.endObject()
        try store("identifiers", writer.bytes)
        storedCounter = identifiers.counter
    }

    func close() {
        isClosed = true
        events.end()
        outbox.clear()
        generation += 1
    }

    /// Writes the clock as a part of this turn.
    func storeClock() throws {
        try store("clock", clock.stored)
        isClockStored = true
    }

    private func store(_ key: String, _ value: JSON) throws {
        try store(key, value.serialized())
    }

    private func store(_ key: String, _ json: [UInt8]) throws {
        try database.execute(
            "INSERT INTO meta(key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            .text(key), .utf8(json))
    }

    private func stored(_ key: String) throws -> JSON? {
        try database.first("SELECT value FROM meta WHERE key = ?", .text(key)) { try JSON(parsing: $0.text(0)) }
    }
}
