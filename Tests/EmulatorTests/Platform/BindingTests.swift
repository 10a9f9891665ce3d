// Tests of what stops the start: contracts and code that do not match.

import Emulator
import Store
import TestSupport
import Testing

@Suite("Bindings")
struct BindingTests {
    private func problems(_ platforms: [Platform], contract: String = Shelf.contract) throws -> [String] {
        do {
            _ = try World(blueprint: .shelf(contract: contract), platforms: platforms)
            return []
        } catch let error as BindingError {
            return error.problems
        }
    }

    private func shelf(
        id: String = "shelf", hosts: [String] = [], unknownPaths: [String] = ["/"],
        scopes: [[String: @Sendable (Call) throws -> Void]] = [["book": { _ in }]],
        roles: [String: @Sendable (Call) throws -> Void] = ["writer": { _ in }],
        names: [String] = ["listBooks", "addBook", "getBook"], partialBodies: Set<String> = [],
        records: [String: RecordKind] = [:]
    ) -> Platform {
        let handler: Handler = { _ in .empty(204) }
        return Platform(
            id: id, hosts: hosts, unknownPaths: unknownPaths, dialect: Shelf.Dialect(), roles: roles, scopes: scopes,
            partialBodies: partialBodies,
            handlers: [Dictionary(uniqueKeysWithValues: names.map { ($0, handler) })], records: records)
    }

    @Test("what fits starts")
    func fits() throws {
        #expect(try problems([shelf()]) == [])
    }

    @Test("an operation without handler, and a handler without operation")
    func handlers() throws {
        #expect(
            try problems([shelf(names: ["listBooks", "addBook", "lend"])]) == [
                "shelf: operation getBook has no handler.", "shelf: handler lend has no operation in the contract.",
            ])
    }

    @Test("a scope that no resolver has, and a list that names no operation")
    func names() throws {
        #expect(try problems([shelf(scopes: [])]) == ["shelf: getBook has x-scope book, which has no resolver."])
        #expect(
            try problems([shelf(partialBodies: ["upload"])]) == [
                "shelf: partialBodies has upload, which is not an operation."
            ])
    }

    @Test("a created record without a kind, and a kind of record that no operation creates")
    func records() throws {
        let contract = Shelf.contract.replacing(
            "operationId: addBook", with: "operationId: addBook\n      x-creates: mark")
        let kind = RecordKind.uuid(in: "shelf_books")
        #expect(try problems([shelf(records: ["addBook": kind])], contract: contract) == [])
        #expect(
            try problems([shelf()], contract: contract) == [
                "shelf: addBook has x-creates, but records does not have it."
            ])
        #expect(
            try problems([shelf(records: ["addBook": kind])]) == [
                "shelf: records has addBook, which is no operation with x-creates."
            ])
    }

    @Test("a role that nobody checks, and a check of a role that no operation asks for")
    func roles() throws {
        #expect(try problems([shelf(roles: [:])]) == ["shelf: addBook has x-role writer, which has no check."])
        #expect(
            try problems([shelf(roles: ["writer": { _ in }, "keeper": { _ in }])]) == [
                "shelf: roles has keeper, which no operation in the contract names."
            ])
    }

    @Test("what two platforms claim")
    func claims() throws {
        let other = shelf(id: "other", hosts: ["a.example"], roles: [:], names: [])
        #expect(
            try problems([shelf(hosts: ["a.example"]), other]) == [
                "The host name a.example is claimed twice.", "The prefix of unknown paths / is claimed twice.",
            ])
    }
}
