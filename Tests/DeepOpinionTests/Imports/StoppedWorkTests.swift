// Work for nobody: its client has left, or its world is gone.

import Emulator
import HTTP
import JSON
import Store
import TestSupport
import Testing

@testable import DeepOpinion

@Suite("Studio: stopped work")
struct StoppedWorkTests {
    /// A table with more cells than work does between two looks at whether it is still wanted.
    private func upload() -> TestRequest {
        let rows = (0..<10_000).map { "\($0)" }.joined(separator: "\n")
        return TestRequest("POST", "/analyses/upload").multipart(.file("file", "a.csv", Array("text\n\(rows)".utf8)))
            .byDemo()
    }

    @Test("reading stops when the client has left")
    func abandoned() throws {
        let pool = HeldPool()
        let world = try World(pool: pool)
        var statuses: [Int] = []
        for leaves in [false, true] {
            let request = try upload().build()
            let context = world.emulator.admit(
                request.head, framing: Framing(body: .none, expectsContinue: false, keepAlive: true))
            world.emulator.respond(to: context, with: request) { statuses.append($0.status) }
            if leaves { world.emulator.abandon(context) }
            while !pool.held.isEmpty { pool.runFirst() }
            world.emulator.commitTurn()
        }
        #expect(statuses == [200, 409])
        #expect(try world.tenant.database.scalarInt("SELECT count(*) FROM studio_files") == 1)
    }

    @Test("reading stops when the world is reset")
    func reset() throws {
        let pool = HeldPool()
        let world = try World(pool: pool)
        let upload = try world.begin(upload())
        #expect(pool.held.count == 1)
        #expect(try world.send(.post("/__admin/reset", json: [:])).status == 200)
        while !pool.held.isEmpty { pool.runFirst() }
        #expect(try upload.answer().status == 409)
    }
}
