// What a turn with several requests asks of the disk, and when: answers wait for their commit and for nothing else.

import Emulator
import FaultInjection
import HTTP
import JSON
import Store
import TestSupport
import Testing

@Suite("Durability: turns")
struct TurnsOnDiskTests {
    /// A durable world, and the disk under it.
    private final class Disk {
        private let folder: TestFolder
        let disk: FaultyDisk
        let world: World

        init() throws {
            folder = try TestFolder()
            disk = FaultyDisk(under: folder.path)
            world = try World(directory: folder.path)
            try world.tenant.database.execute("CREATE TABLE padding (content BLOB)")
            world.emulator.commitTurn()
            while world.tenant.database.checkpoint(isIdle: true) {}
        }

        deinit {
            world.emulator.close()
            disk.detach()
        }

        /// Begins to answer a new job; `deliver` is called when its answer leaves.
        func order(_ deliver: @escaping (Response) -> Void) throws {
            let request = TestRequest.post(
                "/api/v1/jobs/",
                json: ["sources": ["https://pictures.test/a.png"], "modules": ["text_recognition": [:]]])
            world.emulator.answer(try request.key().build(), deliver: deliver)
        }

        /// Makes the log longer by some bytes, as a part of the turn.
        func write(_ bytes: Int) throws {
            try world.tenant.database.execute("INSERT INTO padding VALUES (zeroblob(?))", .int(bytes))
        }
    }

    @Test("the requests of a turn are written at once and synced once, before any of their answers leaves")
    func writesOnce() throws {
        let disk = try Disk()
        var statuses: [Int] = []
        let (operations, syncs) = (disk.disk.operations, disk.disk.syncs.count)
        for _ in 0..<32 { try disk.order { statuses.append($0.status) } }
        #expect(disk.disk.operations == operations)
        #expect(statuses.isEmpty)
        disk.world.emulator.commitTurn()
        #expect(statuses == Array(repeating: 201, count: 32))
        #expect(disk.disk.operations - operations == 2)
        #expect(disk.disk.syncs.count - syncs == 1)
    }

    @Test("a log that is far too long is moved when the answers of the turn have left, not before")
    func movesBehindAnswers() throws {
        let disk = try Disk()
        let database = disk.world.tenant.database
        try disk.write(17 << 20)
        var operationsAtAnswer: Int?
        try disk.order { _ in
            #expect(database.wantsCheckpoint)
            operationsAtAnswer = disk.disk.operations
        }
        disk.world.emulator.commitTurn()
        #expect(!database.wantsCheckpoint)
        #expect(disk.disk.operations > (try #require(operationsAtAnswer)))
    }

    @Test("a log that is long waits for a turn in which nobody gets an answer")
    func waitsForQuiet() throws {
        let disk = try Disk()
        let database = disk.world.tenant.database
        try disk.write(2 << 20)
        for _ in 0..<3 {
            var isAnswered = false
            try disk.order { _ in isAnswered = true }
            disk.world.emulator.commitTurn()
            #expect(isAnswered)
            #expect(database.wantsCheckpoint)
        }
        disk.world.emulator.commitTurn()
        #expect(!database.wantsCheckpoint)
    }
}
