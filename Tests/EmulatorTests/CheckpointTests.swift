// When write-ahead logs are moved into their databases: in turns in which nothing else happens.

import System
import TestSupport
import Testing

@testable import Emulator

@Suite struct CheckpointTests {
    @Test("a log that has grown waits for a turn without requests")
    func waitsForQuiet() throws {
        let folder = try TestFolder()
        let world = try World(directory: folder.path)
        let path = "\(folder.path)/tenants/default/world.db"
        func size() throws -> Int { try File(opening: path, mode: .read).size() }
        let before = try size()
        var uploads = 0
        while !world.emulator.wantsQuietTurn {
            uploads += 1
            try #require(uploads < 100, "the log has not grown")
            let file = TestRequest.TestPart.file("file", "a.txt", [UInt8](repeating: 65, count: 60_000))
            let upload = TestRequest("POST", "/api/v2/storage/").key().multipart(.field("folder", "/"), file)
            #expect(try world.send(upload).status == 201)
            #expect(try size() == before)
        }
        try world.send(.get("/api/v2/storage/").key())
        #expect(try size() == before, "a turn that answers is not quiet")
        world.emulator.commitTurn()
        #expect(try size() > before + uploads * 60_000)
        #expect(!world.emulator.wantsQuietTurn)
    }
}
