// Tests of the steps of a request and of their order, on a platform of three operations.

import Emulator
import HTTP
import JSON
import TestSupport
import Testing

@Suite("Pipeline")
struct PipelineTests {
    private let books = "/books"

    @Test("a request passes its checks in one order, each of which may end it")
    func order() throws {
        let trace = Trace()
        let world = try World.shelf(trace: trace)
        #expect(try world.send(.get("\(books)/1").shelf("no-key")).status == 401)
        #expect(trace.take() == ["authenticate"])
        #expect(try world.send(.get("\(books)/1").shelf()).status == 404)
        #expect(trace.take() == ["authenticate", "scope"])
        #expect(try world.send(.post(books, json: [:]).shelf("read-key")).status == 403)
        #expect(trace.take() == ["authenticate", "authorise"])
        #expect(try world.send(.post(books, json: [:]).shelf()).status == 400)
        #expect(trace.take() == ["authenticate", "authorise"])
        #expect(try world.send(.post(books, json: ["title": "Emma"]).shelf()).status == 201)
        #expect(trace.take() == ["authenticate", "authorise", "handle"])
        #expect(try world.send(.get("\(books)/1").shelf()).json == ["title": "Emma"])
        #expect(trace.take() == ["authenticate", "scope", "authorise", "handle"])
    }

    @Test("a long body is decoded on the pool, and the request goes on with it", arguments: [10, 400_000])
    func longBodies(length: Int) throws {
        let world = try World.shelf()
        let title = String(repeating: "x", count: length)
        #expect(try world.send(.post(books, json: ["title": .string(title)]).shelf()).status == 201)
        #expect(try world.send(.get("\(books)/1").shelf())["title"] == .string(title))
        let refused = TestRequest.post(books, json: ["title": .string(title), "year": 1815]).shelf()
        #expect(try world.send(refused).status == 400)
    }

    @Test("a body in another media type is a 415, a missing one a 400")
    func bodies() throws {
        let world = try World.shelf()
        #expect(try world.send(.post(books).shelf()).status == 400)
        let text = TestRequest.post(books).shelf().raw(Array("Emma".utf8), type: "text/plain")
        #expect(try world.send(text).status == 415)
    }

    @Test("what is answered is written down with its operation and its problem")
    func journal() throws {
        let world = try World.shelf()
        try world.send(.get(books).shelf())
        try world.send(.get("\(books)/7").shelf())
        try world.send(.get("/nothing").shelf())
        let entries = world.tenant.journal.newestFirst.reversed()
        #expect(entries.map(\.operation) == ["listBooks", "getBook", nil])
        #expect(entries.map(\.verdict) == ["answered", "refused", "unmatched"])
    }
}
