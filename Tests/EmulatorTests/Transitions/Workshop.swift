// A tenant with its worker and nothing else: for tests of lifecycles over a table of their own.

import Foundation
import JSON
import Store
import TestSupport
import Testing

@testable import Emulator

/// A tenant whose time a test moves by hand.
final class Workshop {
    let tenant: Tenant
    /// Pool work is done at once, or by ``finishPoolWork()``.
    var holdsPoolWork = false
    private(set) var now = Instant(microseconds: 0)
    private let table: TransitionTable
    private lazy var worker = makeWorker()
    private var poolWork: [() -> Void] = []

    /// - Parameter timings: milliseconds by name, for the lifecycle.
    init(_ lifecycle: any Lifecycle, timings: JSON, script: String) throws {
        let database = try Database.inMemory()
        try database.execute(script: Self.core + script)
        let known = try Timings(json: timings)
        tenant = Tenant(
            name: "test", database: database,
            blobs: .inMemory(database: database, temporaryDirectory: NSTemporaryDirectory()),
            origin: Tenant.Origin(
                seed: 1, mode: .frozen, rate: 1, stepMilliseconds: 1000, start: now, timings: known,
                journalCapacity: 10),
            defaultSettings: .defaults(of: []), wallClock: StillWall())
        table = try TransitionTable(
            lifecycle.transitions, timings: lifecycle.timings, queues: lifecycle.queueName.map { [$0] } ?? [],
            known: known, countedQueues: [])
    }

    private static let core = """
        CREATE TABLE schedule (id INTEGER PRIMARY KEY AUTOINCREMENT, due INTEGER NOT NULL, class INTEGER NOT NULL,
            transition TEXT NOT NULL, subject TEXT NOT NULL, payload TEXT) STRICT;
        CREATE TABLE outcomes (id INTEGER PRIMARY KEY AUTOINCREMENT, platform TEXT NOT NULL,
            definition TEXT NOT NULL, remaining INTEGER) STRICT;
        CREATE TABLE queues (name TEXT PRIMARY KEY, first INTEGER NOT NULL) STRICT, WITHOUT ROWID;

        """

    /// Where the worker notes what it is in the middle of.
    var notePath: String?

    /// Drops what is under way, as the end of a process does.
    func restart() {
        poolWork = []
        tenant.schedule.invalidate()
        worker = makeWorker()
    }

    private func makeWorker() -> Worker {
        Worker(
            tenant: tenant, transitions: table, log: Log(format: .text, level: .silent),
            note: notePath.flatMap { try? RunningNote(opening: $0) }
        ) {
            [unowned self] work, completion in
            let run = { completion(Result { try work() }) }
            if holdsPoolWork { poolWork.append(run) } else { run() }
        }
    }

    /// Moves the time on and runs what is due, to the end of every transition that is in slices.
    func advance(milliseconds: Int) throws {
        let end = now.advanced(byMilliseconds: milliseconds)
        while let due = try tenant.schedule.nextDue(), due <= end, !worker.isBusy {
            now = due
            repeat { try step() } while worker.isPaused
        }
        now = end
    }

    /// Moves the time on without running anything.
    func move(milliseconds: Int) {
        now = now.advanced(byMilliseconds: milliseconds)
    }

    /// Tells the worker that its turn could not be committed.
    func couldNotKeep(wall: Int) { worker.rest(wall: wall) }

    /// Tells the worker that its turn has been committed.
    func kept(wall: Int) { worker.noteCommit(wall: wall) }

    /// Until when the worker is to be left alone, on the wall clock.
    var restsUntil: Int { worker.restsUntil }

    /// Runs the worker once at the present instant.
    func step() throws {
        _ = try worker.run(dueBy: now, limit: 100)
    }

    /// Whether a transition waits for its next slice.
    var isPaused: Bool { worker.isPaused }

    func finishPoolWork() {
        let work = poolWork
        poolWork = []
        for run in work { run() }
    }

    /// Sets an outcome beforehand, for one record.
    func plan(_ outcome: JSON) throws {
        var definition = outcome.object ?? [:]
        definition["platform"] = "test"
        _ = try tenant.outcomes.add(.object(definition), platform: "test", times: 1)
    }

    func text(_ sql: SQL, _ id: String) throws -> String? {
        try tenant.database.scalarText(sql, .text(id))
    }
}
