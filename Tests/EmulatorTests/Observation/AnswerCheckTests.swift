// Tests of the check of answers at run time: what it finds, what it leaves alone.

import Contract
import JSON
import Store
import TestSupport
import Testing

@testable import Emulator

@Suite("Answers checked at run time")
struct AnswerCheckTests {
    /// A shelf whose contract promises titles of at most three letters, and no answer at all to a removal.
    private func world(checksAnswers: Bool = true) throws -> World {
        let contract = Shelf.contract.replacing(
            "properties: {title: {type: string}}}", with: "properties: {title: {type: string, maxLength: 3}}}")
        let world = try World(
            checksAnswers: checksAnswers, blueprint: .shelf(contract: contract), platforms: [Shelf.platform()])
        for title in ["Eve", "Emma"] { try world.send(.post("/books", json: ["title": .string(title)]).shelf()) }
        return world
    }

    /// The journal's entry of a request, whose answer the test itself does not check.
    private func entry(_ world: World, _ request: TestRequest) throws -> JournalEntry {
        let pending = try world.begin(request)
        pending.step()
        return try #require(world.tenant.journal.newestFirst.first)
    }

    @Test("an answer that breaks its contract is told in the journal, one that keeps it is told to have none")
    func tells() throws {
        let world = try world()
        #expect(try entry(world, .get("/books/1").shelf()).answerViolations == [])
        let broken = try entry(world, .get("/books/2").shelf())
        #expect(broken.status == 200)
        #expect(broken.answerViolations?.map(\.pointer) == ["/title"])
        #expect(broken.answerViolations?.first?.expected == "at most 3 characters")
        #expect(try entry(world, .get("/books/2")).answerViolations == [])
    }

    @Test("a status that the contract does not have is a violation")
    func status() throws {
        let world = try world()
        // The contract of this operation has no answer to a query that is not well formed.
        let odd = try entry(world, .get("/books/1?a=%zz").shelf())
        #expect(odd.status == 400)
        #expect(odd.answerViolations?.map(\.keyword) == ["status"])
    }

    @Test("without the switch, and where no operation or a planned fault answers, nothing is checked")
    func leavesAlone() throws {
        #expect(try entry(world(checksAnswers: false), .get("/books/2").shelf()).answerViolations == nil)
        let world = try world()
        #expect(try entry(world, .get("/nothing").shelf()).answerViolations == nil)
        let tenant = world.tenant
        _ = try tenant.faults.add(["fault": ["status": 502, "body": "x"]], identifiers: tenant.identifiers)
        #expect(try entry(world, .get("/books/2").shelf()).answerViolations == nil)
    }

    @Test("a body of more than a mebibyte is not parsed")
    func bounds() throws {
        let world = try world()
        let long = String(repeating: "x", count: 600_000)
        for _ in 0..<2 { try world.send(.post("/books", json: ["title": .string(long)]).shelf()) }
        #expect(try entry(world, .get("/books/3").shelf()).answerViolations?.count == 1)
        // Both titles together are too long to be looked at.
        #expect(try entry(world, .get("/books").shelf()).answerViolations == [])
    }
}
