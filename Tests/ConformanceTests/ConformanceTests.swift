// Every operation of every contract: no credentials, wrong method, unknown records, missing and mistyped members, and the
// smallest request that its contract allows. Every answer is checked against its contract by the way.

import Contract
import Emulator
import JSON
import TestSupport
import Testing

@Suite struct ConformanceTests {
    /// What an operation may answer to a body that its contract refuses.
    private static let refusals: Set<Int> = [400, 413, 415, 422]

    /// Calls `body` with each of some operations, in a world that they share; those that delete come last.
    private func each(_ names: [String], _ body: (OperationCase, World) throws -> Void) throws {
        let world = try World()
        let operations = try names.map { try OperationCase($0, in: world) }
        for operation in operations where operation.operation.method != "DELETE" { try body(operation, world) }
        for operation in operations where operation.operation.method == "DELETE" { try body(operation, world) }
    }

    @Test("without credentials an operation that needs them answers 401", arguments: OperationCase.groups)
    func refusesAnonymous(names: [String]) throws {
        try each(names) { operation, world in
            guard operation.operation.security else { return }
            let answer = try world.send(operation.anonymousRequest())
            #expect(answer.status == 401, "\(operation)")
        }
    }

    @Test(
        "a method that no operation of the path has answers 405 with the methods that exist",
        arguments: OperationCase.groups)
    func refusesMethods(names: [String]) throws {
        try each(names) { operation, world in
            for method in ["PATCH", "PUT", "DELETE", "POST", "GET", "BREW"] {
                let answer = try world.send(operation.authorised(TestRequest(method, operation.unknownPath)))
                guard answer.header("X-Deepmock-Operation") == nil else { continue }
                #expect(answer.status == 405, "\(method) for \(operation)")
                #expect(answer.header("Allow")?.contains(operation.operation.method) == true, "\(operation)")
            }
        }
    }

    @Test("records that do not exist answer 404", arguments: OperationCase.groups)
    func refusesUnknownRecords(names: [String]) throws {
        try each(names) { operation, world in
            guard !operation.recordCaptures.isEmpty, !Exceptions.findsUnknown.contains(operation.operation.name) else {
                return
            }
            let answer = try world.send(operation.request())
            #expect(answer.status == 404, "\(operation): \(answer.text.prefix(300))")
        }
    }

    @Test("a body without a required member, or with one of another type, is refused", arguments: OperationCase.groups)
    func refusesBodies(names: [String]) throws {
        try each(names) { operation, world in
            guard operation.recordCaptures.isEmpty, let body = operation.body, let valid = operation.validMembers else {
                return
            }
            for member in operation.samples.requiredMembers(body.schema) {
                var members = valid
                members[member] = nil
                let missing = try world.send(operation.request(members: .object(members)))
                #expect(Self.refusals.contains(missing.status), "\(operation) without \(member): \(missing.status)")
                guard body.isJSON else { continue }
                let isObject = operation.samples.member(member, of: body.schema)?["type"]?.string == "object"
                members[member] = isObject ? [[1]] : [:]
                let wrong = try world.send(operation.request(members: .object(members)))
                let contract = try world.emulator.contracts.requestContract(operation.operation)
                if contract.body?.schema.accepts(.object(members)) == false {
                    #expect(Self.refusals.contains(wrong.status), "\(operation) with \(member): \(wrong.status)")
                }
            }
        }
    }

    @Test("the smallest request that the contract allows succeeds", arguments: OperationCase.groups)
    func acceptsTheSmallest(names: [String]) throws {
        try each(names) { operation, world in
            let answer = try world.send(operation.request())
            #expect(answer.status < 500, "\(operation): \(answer.text.prefix(300))")
            guard operation.recordCaptures.isEmpty, Exceptions.needsMore[operation.operation.name] == nil else {
                return
            }
            #expect((200..<400).contains(answer.status), "\(operation): \(answer.status) \(answer.text.prefix(300))")
        }
    }

    @Test("no operation answers 500 to bodies that are not what it takes", arguments: OperationCase.groups)
    func survivesAnyBody(names: [String]) throws {
        let bodies = [
            "", "null", "[]", "\"text\"", "{", "{\"a\":{\"a\":{\"a\":[[[[1e9]]]]}}}", "{\"a\":1,\"a\":2}",
            "a=1&a=2&=&%zz",
            "--x\r\n", "\u{0}\u{1}",
        ]
        let types = [
            "application/json", "application/x-www-form-urlencoded", "multipart/form-data", "text/x; y=\"", nil,
        ]
        try each(names) { operation, world in
            for (index, body) in bodies.enumerated() {
                let type = types[index % types.count]
                let request = operation.authorised(TestRequest(operation.operation.method, operation.unknownPath))
                let answer = try world.send(request.raw(Array(body.utf8), type: type))
                #expect(answer.status < 500, "\(operation) with \(body) as \(type ?? "nothing")")
            }
        }
    }
}
