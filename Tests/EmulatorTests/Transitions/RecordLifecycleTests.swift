// Tests of the lifecycle of records, over a made-up kind of them.

import Foundation
import JSON
import Store
import Synchronization
import System
import Testing

@testable import Emulator

@Suite("Record lifecycle")
struct RecordLifecycleTests {
    /// Gadgets that wait in a queue and are made on the pool.
    private static let queued: RecordLifecycle<Gadget> = RecordLifecycle(
        table: Workshop.table,
        queue: "gadgets",
        begin: RecordPassage("gadget.start", to: "processing"),
        finish: "gadget.finish",
        completed: RecordEnd("completed", setting: "result"),
        failed: RecordEnd("failed", error: "error"),
        failure: "The gadget broke.",
        expiry: RecordExpiry("gadget.expire") { $0.id == "brief" ? 60 : nil },
        work: { gadget, context in
            if gadget.id == "bad" { throw RecordFailure(["No screws.", "No glue."]) }
            let given = context.outcome?.result?["size"]?.string
            return .later({ given ?? "large" }) { size -> TransitionContext.Result in
                if gadget.id == "fragile" { throw RecordFailure("It fell.") }
                try queued.complete(gadget, setting: [.text(size)], context)
                return .done
            }
        })

    private func queue(_ ids: String...) throws -> Workshop {
        let shop = try Workshop(Self.queued)
        for id in ids {
            try shop.insert(id)
            try Self.queued.start(.id(id), in: shop.tenant, at: shop.now)
        }
        return shop
    }

    // MARK: - Work that cannot be done

    @Test("a transition that throws something unforeseen ends its record as failed, and frees its worker")
    func throwing() throws {
        struct Surprise: Error {}
        let lifecycle: RecordLifecycle<Gadget> = RecordLifecycle(
            table: Workshop.table, queue: "gadgets", begin: RecordPassage("gadget.start", to: "processing"),
            finish: "gadget.finish", completed: RecordEnd("completed", setting: "result"),
            failed: RecordEnd("failed", error: "error"),
            work: { gadget, context in
                if gadget.id == "a" { throw Surprise() }
                return .later({ () throws -> Int in throw Surprise() }, then: { _ in })
            })
        let shop = try Workshop(lifecycle)
        for id in ["a", "b"] {
            try shop.insert(id)
            try lifecycle.start(.id(id), in: shop.tenant, at: shop.now)
        }
        try shop.advance(milliseconds: 1100)
        #expect(try shop.state("a") == "failed")
        #expect(try shop.error("a") == "The server could not do this work: it failed inside.")
        try shop.advance(milliseconds: 1100)
        #expect(try shop.state("b") == "failed")
        #expect(try shop.tenant.schedule.pending() == (0, 0))
    }

    /// Fails as often as a test says.
    private final class Trouble: Sendable {
        private let state: Mutex<(errors: [any Error], tries: Int)>

        init(_ error: any Error = ioError, times: Int = 0) {
            state = Mutex((Array(repeating: error, count: times), 0))
        }

        var tries: Int { state.withLock { $0.tries } }

        func meet() throws {
            let error = state.withLock { state in
                state.tries += 1
                return state.errors.popLast()
            }
            if let error { throw error }
        }
    }

    /// A lifecycle that its own work can name.
    private final class Holder: Sendable {
        private let held = Mutex<RecordLifecycle<Gadget>?>(nil)

        func hold(_ lifecycle: RecordLifecycle<Gadget>) -> RecordLifecycle<Gadget> {
            held.withLock { $0 = lifecycle }
            return lifecycle
        }

        func complete(_ gadget: Gadget, as result: String, _ context: TransitionContext) throws {
            try held.withLock { $0 }?.complete(gadget, setting: [.text(result)], context)
        }
    }

    /// Where the disk fails: in the transition itself, on the pool, and in what follows from that.
    enum Spot: CaseIterable, Sendable {
        case transition, pool, completion
    }

    private static let ioError = StoreError(code: 10, message: "disk I/O error")

    /// Gadgets that wait a second, all at the same time.
    private static func shaky(_ trouble: Trouble, at spot: Spot) -> RecordLifecycle<Gadget> {
        let holder = Holder()
        return holder.hold(
            RecordLifecycle(
                table: Workshop.table, finish: "gadget.finish", completed: RecordEnd("completed", setting: "result"),
                failed: RecordEnd("failed", error: "error"),
                work: { gadget, context in
                    if spot == .transition { try trouble.meet() }
                    return .later(
                        { () throws -> Bool in
                            if spot == .pool { try trouble.meet() }
                            return true
                        },
                        then: { _ in
                            if spot == .completion { try trouble.meet() }
                            try holder.complete(gadget, as: "whole", context)
                        })
                }))
    }

    private func shop(_ lifecycle: RecordLifecycle<Gadget>, _ ids: String...) throws -> Workshop {
        let shop = try Workshop(lifecycle, timings: ["gadget.finish": 1000])
        for id in ids {
            try shop.insert(id)
            try lifecycle.start(.id(id), in: shop.tenant, at: shop.now)
        }
        return shop
    }

    /// What the disk says.
    enum DiskError: CaseIterable, Sendable {
        case failed, unreadable, file, noRoom, full

        var error: any Error {
            switch self {
            case .failed: StoreError(code: 10, message: "disk I/O error")
            case .unreadable: StoreError(code: 10 | 1 << 8, message: "disk I/O error while reading")
            case .file: SystemError(code: 5, operation: "read")
            case .noRoom: SystemError(code: 28, operation: "write")
            case .full: StoreError(code: 13, message: "database or disk is full")
            }
        }
    }

    @Test(
        "work under which the disk fails is done again, and its record ends well", arguments: Spot.allCases,
        DiskError.allCases)
    func diskFailure(spot: Spot, disk: DiskError) throws {
        let trouble = Trouble(disk.error, times: 4)
        let shop = try shop(Self.shaky(trouble, at: spot), "a")
        for _ in 0..<4 {
            #expect(throws: (any Error).self) { try shop.advance(milliseconds: 1000) }
            #expect(try shop.state("a") == "waiting")
            #expect(try shop.tenant.schedule.pending() == (1, 0))
        }
        try shop.advance(milliseconds: 1000)
        #expect(try shop.state("a") == "completed")
        #expect(trouble.tries == 5)
        #expect(try shop.tenant.schedule.pending() == (0, 0))
    }

    @Test("a disk that fails again and again under one record ends it, and says so", arguments: Spot.allCases)
    func failingDisk(spot: Spot) throws {
        let shop = try shop(Self.shaky(Trouble(times: 5), at: spot), "a", "b")
        for _ in 0..<4 { #expect(throws: StoreError.self) { try shop.advance(milliseconds: 1000) } }
        try shop.advance(milliseconds: 1000)
        #expect(try shop.state("a") == "failed")
        #expect(try shop.error("a") == "The server could not do this work: the disk failed 5 times.")
        #expect(try shop.state("b") == "completed")
    }

    @Test("a full disk never ends a record: it waits until there is room", arguments: Spot.allCases)
    func fullDisk(spot: Spot) throws {
        let shop = try shop(Self.shaky(Trouble(DiskError.full.error, times: 20), at: spot), "a")
        for _ in 0..<20 { #expect(throws: StoreError.self) { try shop.advance(milliseconds: 1000) } }
        try shop.advance(milliseconds: 1000)
        #expect(try shop.state("a") == "completed")
    }

    @Test("while nothing can be kept one transition at a time is tried, ever more rarely; room ends that")
    func rests() throws {
        let shop = try shop(Self.shaky(Trouble(), at: .transition), "a", "b", "c", "d")
        func completed() throws -> Int? {
            try shop.tenant.database.scalarInt("SELECT count(*) FROM gadgets WHERE state = 'completed'")
        }
        try shop.tenant.database.commit()
        shop.move(milliseconds: 1000)
        var wall = 0
        var (waits, tried) = ([Int](), [Int?]())
        for _ in 0..<6 {
            try shop.step()
            tried.append(try completed())
            shop.tenant.database.rollback()
            shop.tenant.schedule.invalidate()
            shop.couldNotKeep(wall: wall)
            waits.append((shop.restsUntil - wall) / 1_000_000)
            wall = shop.restsUntil
        }
        #expect(tried == [4, 1, 1, 1, 1, 1])
        #expect(waits == [1, 2, 4, 8, 8, 8])
        // A turn without work of the worker, such as one of a request that was refused, makes it wait no longer.
        shop.couldNotKeep(wall: wall)
        #expect(shop.restsUntil == wall + 8_000_000)
        // What others could write is a reason to look soon.
        shop.kept(wall: wall)
        #expect(shop.restsUntil == wall + 1_000_000)
        try shop.step()
        try shop.tenant.database.commit()
        shop.kept(wall: wall)
        #expect(shop.restsUntil == 0)
        #expect(try completed() == 1)
        try shop.step()
        #expect(try completed() == 4)
    }

    @Test("when a turn is taken back, a transition in slices begins anew instead of going on in the middle")
    func beginsAnew() throws {
        let (holder, trouble) = (Holder(), Trouble())
        let lifecycle = holder.hold(
            RecordLifecycle(
                table: Workshop.table, finish: "gadget.finish", completed: RecordEnd("completed", setting: "result"),
                work: { gadget, context in
                    try trouble.meet()
                    let before = context.progress
                    try context.database.execute("UPDATE gadgets SET result = 'half' WHERE seq = ?", .int(gadget.key))
                    try context.storeProgress(before + 1)
                    return .again {
                        let half = try context.database.scalarText(
                            "SELECT result FROM gadgets WHERE seq = ?", .int(gadget.key))
                        try holder.complete(gadget, as: "\(half ?? "nothing") \(before)", context)
                        return .done
                    }
                }))
        let shop = try shop(lifecycle, "a")
        try shop.tenant.database.commit()
        shop.move(milliseconds: 1000)
        try shop.step()
        #expect(shop.isPaused)
        shop.tenant.database.rollback()
        shop.tenant.schedule.invalidate()
        shop.couldNotKeep(wall: 0)
        #expect(!shop.isPaused)
        try shop.step()
        try shop.step()
        #expect(try shop.result("a") == "half 0")
        #expect(trouble.tries == 2)

        // What was kept is known to the next attempt.
        try shop.insert("b")
        try lifecycle.start(.id("b"), in: shop.tenant, at: shop.now)
        shop.move(milliseconds: 1000)
        try shop.step()
        try shop.tenant.database.commit()
        shop.restart()
        try shop.step()
        try shop.step()
        #expect(try shop.result("b") == "half 1")
    }

    @Test("a row in which two processes died ends as failed in the third, and the next record has its turn")
    func deadly() throws {
        let shop = try queue("a", "b")
        let folder = NSTemporaryDirectory() + "/note-\(UUID().uuidString)"
        try Files.createDirectory(folder)
        defer { try? Files.removeTree(folder) }
        shop.notePath = folder + "/running"
        shop.holdsPoolWork = true
        shop.restart()
        for _ in 1...2 {
            try shop.advance(milliseconds: 1100)
            #expect(try shop.state("a") == "processing")
            shop.restart()
        }
        try shop.advance(milliseconds: 0)
        #expect(try shop.state("a") == "failed")
        #expect(
            try shop.error("a") == "The server ended 2 times while it did this work, so it gave it up.")
        try shop.advance(milliseconds: 1100)
        shop.finishPoolWork()
        #expect(try shop.state("b") == "completed")
    }

    // MARK: - Repair

    @Test("a record that occupies a worker without a plan goes on, and waiting ones start when workers are free")
    func repairs() throws {
        let shop = try queue("a", "b")
        #expect(try Self.queued.repair(in: shop.tenant, at: shop.now) == [])
        // The start of the first is lost.
        try shop.tenant.database.execute("DELETE FROM schedule")
        shop.tenant.schedule.invalidate()
        #expect(
            try Self.queued.repair(in: shop.tenant, at: shop.now) == [
                "gadgets: a waited for a start that was not planned; it waits in the queue again."
            ])
        #expect(try Self.queued.repair(in: shop.tenant, at: shop.now) == [])
        try shop.advance(milliseconds: 100)
        #expect(try shop.state("a") == "processing")
        // Its end is lost.
        try shop.tenant.database.execute("DELETE FROM schedule")
        shop.tenant.schedule.invalidate()
        #expect(
            try Self.queued.repair(in: shop.tenant, at: shop.now) == [
                "gadgets: the end of a was not planned; its work is done now."
            ])
        try shop.advance(milliseconds: 0)
        #expect(try shop.state("a") == "completed")
        // The turn of the second is lost.
        try shop.tenant.database.execute("DELETE FROM schedule")
        try shop.tenant.database.execute("UPDATE gadgets SET slot = 0")
        shop.tenant.schedule.invalidate()
        #expect(
            try Self.queued.repair(in: shop.tenant, at: shop.now) == [
                "gadgets: workers were free while records waited; 1 of them are started."
            ])
        try shop.advance(milliseconds: 1100)
        #expect(try shop.state("b") == "completed")
    }

    // MARK: - The usual way

    @Test("a record waits, is worked on, and is completed, with its times")
    func usual() throws {
        let shop = try queue("a")
        try shop.advance(milliseconds: 99)
        #expect(try shop.state("a") == "waiting")
        try shop.advance(milliseconds: 1)
        #expect(try shop.state("a") == "processing")
        #expect(try shop.times("a") == [100, 1100, nil])
        try shop.advance(milliseconds: 1000)
        #expect(try shop.state("a") == "completed")
        #expect(try shop.result("a") == "large")
        #expect(try shop.times("a") == [100, 1100, 1100])
        #expect(try shop.tenant.schedule.pending() == (0, 0))
    }

    @Test("one worker takes one record after the other, in order")
    func queueing() throws {
        let shop = try queue("a", "b")
        try shop.advance(milliseconds: 1100)
        #expect(try shop.state("a") == "completed")
        #expect(try shop.state("b") == "waiting")
        try shop.advance(milliseconds: 1100)
        #expect(try shop.times("b") == [1200, 2200, 2200])
    }

    @Test("a record that gets the number of a removed one waits its turn like any other")
    func reusedNumbers() throws {
        let shop = try queue("a", "b", "c")
        try shop.advance(milliseconds: 2300)
        #expect(try shop.state("c") == "processing")
        // The last two are gone, the one that is worked on among them, and their numbers with them.
        try Self.queued.remove(3, subject: .id("c"), from: shop.tenant)
        try Self.queued.remove(2, subject: .id("b"), from: shop.tenant)
        for id in ["d", "e"] {
            try shop.insert(id)
            try Self.queued.start(.id(id), in: shop.tenant, at: shop.now)
        }
        try Self.queued.fillQueue(in: shop.tenant, at: shop.now)
        try shop.advance(milliseconds: 1100)
        #expect(try shop.state("d") == "completed")
        try shop.advance(milliseconds: 1100)
        #expect(try shop.state("e") == "completed")
    }

    @Test("the next of many is found without looking at those that have ended")
    func findsNext() throws {
        let shop = try queue()
        for number in 1...40 {
            try shop.insert("\(number)")
            try Self.queued.start(.id("\(number)"), in: shop.tenant, at: shop.now)
        }
        try shop.advance(milliseconds: 30 * 1100)
        #expect(try shop.tenant.database.scalarInt("SELECT first FROM queues WHERE name = 'gadgets'") == 31)
        #expect(try shop.state("31") == "waiting")
        try shop.advance(milliseconds: 10 * 1100)
        #expect(try shop.state("40") == "completed")
    }

    @Test("a worker that was taken by something that is taken back is free for the next record")
    func undoes() throws {
        let shop = try queue()
        struct Wanted: Error {}
        #expect(throws: Wanted.self) {
            try shop.tenant.database.savepoint {
                try shop.insert("gone")
                try Self.queued.start(.id("gone"), in: shop.tenant, at: shop.now)
                throw Wanted()
            }
        }
        try shop.insert("a")
        try Self.queued.start(.id("a"), in: shop.tenant, at: shop.now)
        try shop.advance(milliseconds: 1100)
        #expect(try shop.state("a") == "completed")
    }

    @Test("the work's own failure, before the pool or behind it, ends the record and frees its worker")
    func failures() throws {
        let shop = try queue("bad", "fragile", "good")
        try shop.advance(milliseconds: 3300)
        #expect(try shop.state("bad") == "failed")
        #expect(try shop.error("bad") == "No screws. No glue.")
        #expect(try shop.error("fragile") == "It fell.")
        #expect(try shop.state("good") == "completed")
    }

    @Test("a record that is removed while the pool works is not ended, and the next one begins")
    func removed() throws {
        let shop = try queue("a", "b")
        shop.holdsPoolWork = true
        try shop.advance(milliseconds: 1100)
        try Self.queued.remove(1, subject: .id("a"), from: shop.tenant)
        try Self.queued.fillQueue(in: shop.tenant, at: shop.now)
        shop.finishPoolWork()
        #expect(try shop.state("a") == nil)
        try shop.advance(milliseconds: 100)
        #expect(try shop.state("b") == "processing")
    }

    @Test("a record in a state that it cannot leave stays in it")
    func scrapped() throws {
        let shop = try queue("a")
        shop.holdsPoolWork = true
        try shop.advance(milliseconds: 1100)
        try shop.tenant.database.execute("UPDATE gadgets SET state = 'scrapped'")
        shop.finishPoolWork()
        #expect(try shop.state("a") == "scrapped")
        #expect(try shop.result("a") == nil)
    }

    @Test("a record expires some time after its end, without being waited for")
    func expiry() throws {
        let shop = try queue("brief")
        try shop.advance(milliseconds: 1100)
        #expect(try shop.tenant.schedule.pending() == (0, 1))
        try shop.advance(milliseconds: 59_999)
        #expect(try shop.state("brief") == "completed")
        try shop.advance(milliseconds: 1)
        #expect(try shop.state("brief") == nil)
    }

    @Test("a transition runs few statements")
    func statements() throws {
        let shop = try queue("a")
        var statements: [String] = []
        shop.tenant.database.trace { statements.append($0) }
        try shop.advance(milliseconds: 100)
        shop.tenant.database.trace(nil)
        let own = statements.filter { $0.contains("gadgets") || $0.contains("INTO schedule") }
        #expect(own.map { $0.prefix(20) } == ["SELECT seq FROM gadg", "UPDATE gadgets SET s", "INSERT INTO schedule"])
    }

    // MARK: - Outcomes

    @Test(
        "an outcome set beforehand is obeyed at the end",
        arguments: [
            (["state": "failed", "error": "As planned."], "failed", "As planned.", nil),
            (["state": "failed"], "failed", "The gadget broke.", nil),
            (["state": "completed", "result": ["size": "tiny"]], "completed", nil, "tiny"),
        ] as [(JSON, String, String?, String?)])
    func planned(outcome: JSON, state: String, error: String?, result: String?) throws {
        let shop = try queue("a")
        try shop.plan(outcome)
        try shop.advance(milliseconds: 1099)
        #expect(try shop.state("a") == "processing")
        try shop.advance(milliseconds: 1)
        #expect(try shop.state("a") == state)
        #expect(try shop.error("a") == error)
        #expect(try shop.result("a") == result)
    }

    @Test("an outcome's wait stands in place of the timing")
    func plannedWait() throws {
        let shop = try queue("a")
        try shop.plan(["state": "completed", "after_ms": 5])
        try shop.advance(milliseconds: 105)
        #expect(try shop.times("a") == [100, 105, 105])
    }

    @Test("a record that is stuck gives its worker back, whenever that was set", arguments: [false, true])
    func stuck(isLate: Bool) throws {
        let shop = try queue("a", "b")
        if isLate { try shop.advance(milliseconds: 100) }
        try shop.plan(["state": "stuck", "match": ["id": "a"]])
        try shop.advance(milliseconds: 5000)
        #expect(try shop.state("a") == "processing")
        #expect(try shop.state("b") == "completed")
    }

    @Test("an outcome for a record whose work is under way is obeyed at its end")
    func late() throws {
        let shop = try queue("a")
        try shop.advance(milliseconds: 500)
        try shop.plan(["state": "failed", "error": "Too late.", "match": ["id": "a"]])
        try shop.advance(milliseconds: 600)
        #expect(try shop.error("a") == "Too late.")
    }

    @Test("a late outcome with a wait puts the end off")
    func postponed() throws {
        let shop = try queue("a")
        try shop.advance(milliseconds: 500)
        try shop.plan(["state": "failed", "after_ms": 4000, "match": ["id": "a"]])
        try shop.advance(milliseconds: 4599)
        #expect(try shop.times("a") == [100, 5100, nil])
        try shop.advance(milliseconds: 1)
        #expect(try shop.state("a") == "failed")
    }

    @Test("outcomes, early and late, outlive a restart in the middle of the work", arguments: [false, true])
    func restart(isLate: Bool) throws {
        let shop = try queue("a")
        shop.holdsPoolWork = true
        if isLate { try shop.advance(milliseconds: 500) }
        try shop.plan(["state": "completed", "result": ["size": "tiny"], "match": ["id": "a"]])
        try shop.advance(milliseconds: 1100)
        #expect(try shop.tenant.outcomes.all().isEmpty)
        shop.restart()
        shop.holdsPoolWork = false
        try shop.step()
        #expect(try shop.result("a") == "tiny")
    }

    // MARK: - Other kinds

    /// Gadgets that are designed and ordered before they are made, slice after slice.
    private static let designed: RecordLifecycle<Gadget> = RecordLifecycle(
        table: Workshop.table,
        passing: [
            RecordPassage("gadget.design", to: "designed"),
            RecordPassage("gadget.order", to: "ordered", takesOutcome: true),
        ],
        begin: RecordPassage("gadget.start", to: "processing"),
        finish: "gadget.finish",
        completed: RecordEnd("completed", setting: "result"),
        failed: RecordEnd("failed", error: "error"),
        failure: "The gadget broke.",
        timings: [Timing("gadget.screw")],
        milliseconds: { _, context in 3 * context.tenant.timings[Timing("gadget.screw")] },
        work: { gadget, context in slice(gadget, 2, context) })

    private static func slice(_ gadget: Gadget, _ left: Int, _ context: TransitionContext) -> TransitionContext.Result {
        .again {
            guard left == 0 else { return slice(gadget, left - 1, context) }
            try designed.complete(gadget, setting: ["sliced"], context)
            return .done
        }
    }

    private func design(_ ids: String...) throws -> Workshop {
        let shop = try Workshop(
            Self.designed,
            timings: [
                "gadget.design": 10, "gadget.order": 20, "gadget.start": 30, "gadget.finish": 0, "gadget.screw": 40,
            ])
        for id in ids {
            try shop.insert(id)
            try Self.designed.start(.id(id), in: shop.tenant, at: shop.now)
        }
        return shop
    }

    @Test("a record passes through its states, each after its own wait")
    func passing() throws {
        let shop = try design("a")
        for (wait, state) in [(10, "designed"), (20, "ordered"), (30, "processing"), (119, "processing")] {
            try shop.advance(milliseconds: wait)
            #expect(try shop.state("a") == state)
        }
        try shop.advance(milliseconds: 1)
        #expect(try shop.state("a") == "completed")
    }

    @Test("the outcome is the one that was there in the state that looks for it")
    func passingOutcome() throws {
        let shop = try design("a")
        try shop.plan(["state": "failed", "error": "As planned.", "after_ms": 7])
        try shop.advance(milliseconds: 30)
        try shop.plan(["state": "completed"])
        try shop.advance(milliseconds: 37)
        #expect(try shop.error("a") == "As planned.")
        #expect(try shop.tenant.outcomes.all().count == 1)
    }

    @Test("the loop gets its turn between two slices, other transitions wait, and a removed record ends the work")
    func slices() throws {
        let shop = try design("a", "b")
        try shop.advance(milliseconds: 60)
        try shop.tenant.database.execute("UPDATE schedule SET due = ?", .int(shop.now.microseconds))
        shop.tenant.schedule.invalidate()
        for _ in 0..<3 {
            try shop.step()
            #expect(shop.isPaused)
            #expect(try shop.state("a") == "processing")
        }
        try shop.step()
        #expect(try shop.state("a") == "completed")
        #expect(try shop.state("b") == "processing")
        #expect(shop.isPaused)
        try Self.designed.remove(2, subject: .id("b"), from: shop.tenant)
        try shop.step()
        #expect(!shop.isPaused)
    }

    /// Gadgets that are made at once when their time has come.
    private static let instant: RecordLifecycle<Gadget> = RecordLifecycle(
        table: RecordTable("gadgets"),
        begin: RecordPassage("gadget.start"),
        completed: RecordEnd("completed"),
        failed: RecordEnd("failed", error: "error"),
        failure: "The gadget broke.",
        work: { gadget, context in
            try instant.complete(gadget, context)
            return .done
        })

    @Test(
        "a kind that does its work when it begins obeys its outcome then",
        arguments: [("completed", "completed"), ("failed", "failed"), ("stuck", "waiting")])
    func atOnce(outcome: String, state: String) throws {
        let shop = try Workshop(Self.instant, timings: ["gadget.start": 100])
        try shop.insert("a")
        try Self.instant.start(.id("a"), in: shop.tenant, at: shop.now)
        try shop.plan(["state": .string(outcome)])
        try shop.advance(milliseconds: 100)
        #expect(try shop.state("a") == state)
        #expect(try shop.tenant.schedule.pending() == (0, 0))
    }

    /// Gadgets whose work begins with the request.
    private static let begun: RecordLifecycle<Gadget> = RecordLifecycle(
        table: RecordTable("gadgets"),
        finish: "gadget.finish",
        completed: RecordEnd("completed", setting: "result"),
        failed: RecordEnd("failed", error: "error"),
        work: { gadget, context in
            try begun.complete(gadget, setting: [.optional(context.payload["size"]?.string)], context)
            return .done
        })

    @Test("a kind without a beginning looks for its outcome in the request, and its payload goes along")
    func begunByRequest() throws {
        let shop = try Workshop(Self.begun, timings: ["gadget.finish": 1000])
        for (key, id) in ["stuck", "slow", "usual"].enumerated() {
            try shop.insert(id)
            if id == "stuck" { try shop.plan(["state": "stuck"]) }
            if id == "slow" { try shop.plan(["state": "completed", "after_ms": 2000]) }
            try Self.begun.start(
                Gadget(key: key + 1, id: id), as: .id(id), in: shop.tenant, at: shop.now,
                payload: ["size": .string(id)])
        }
        try shop.advance(milliseconds: 1000)
        #expect(try shop.result("usual") == "usual")
        #expect(try shop.state("slow") == "waiting")
        try shop.advance(milliseconds: 1000)
        #expect(try shop.result("slow") == "slow")
        #expect(try shop.state("stuck") == "waiting")
    }
}
