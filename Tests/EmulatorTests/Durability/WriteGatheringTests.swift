// The write-ahead log is written in one piece.

import FaultInjection
import Store
import TestSupport
import Testing

@Suite("Durability: few writes")
struct WriteGatheringTests {
    @Test("a commit writes once and syncs once, however many pages it has")
    func writesOnce() throws {
        let folder = try TestFolder()
        let disk = FaultyDisk(under: folder.path)
        defer { disk.detach() }
        let database = try Database.open(path: folder.path + "/world.db")
        try database.execute(script: "CREATE TABLE notes (text TEXT)")
        try database.commit()
        for rows in [1, 400] {
            let (operations, syncs) = (disk.operations, disk.syncs.count)
            for _ in 0..<rows { try database.execute("INSERT INTO notes VALUES (?)", .text("a note of some length")) }
            try database.commit()
            #expect(disk.operations - operations == 2)
            #expect(disk.syncs.count - syncs == 1)
        }
        database.close()
        let again = try Database.open(path: folder.path + "/world.db")
        #expect(try again.scalarInt("SELECT count(*) FROM notes") == 401)
        again.close()
    }

    @Test("a checkpoint writes pages that follow one another in one call")
    func gathersCheckpoints() throws {
        let folder = try TestFolder()
        let disk = FaultyDisk(under: folder.path)
        defer { disk.detach() }
        let database = try Database.open(path: folder.path + "/world.db")
        try database.execute(script: "CREATE TABLE notes (text BLOB)")
        for _ in 0..<2000 { try database.execute("INSERT INTO notes VALUES (zeroblob(900))") }
        try database.commit()
        let operations = disk.operations
        #expect(database.checkpoint(isIdle: true))
        // Some 2000 pages, 120 at a time.
        #expect(disk.operations - operations < 40)
        database.close()
        let again = try Database.open(path: folder.path + "/world.db")
        #expect(try again.damages() == [])
        #expect(try again.scalarInt("SELECT count(*) FROM notes") == 2000)
        again.close()
    }

    @Test("what is not written yet can be read: a transaction that is larger than the cache of pages")
    func readsPending() throws {
        let folder = try TestFolder()
        let database = try Database.open(path: folder.path + "/world.db")
        try database.execute(script: "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)")
        for id in 1...6000 {
            try database.execute(
                "INSERT INTO notes VALUES (?, ?)", .int(id), .text(String(repeating: "\(id) ", count: 200)))
        }
        #expect(try database.scalarInt("SELECT count(*) FROM notes WHERE text LIKE id || ' %'") == 6000)
        try database.commit()
        database.close()
        let again = try Database.open(path: folder.path + "/world.db")
        #expect(try again.damages() == [])
        #expect(try again.scalarInt("SELECT count(*) FROM notes WHERE text LIKE id || ' %'") == 6000)
        again.close()
    }
}
