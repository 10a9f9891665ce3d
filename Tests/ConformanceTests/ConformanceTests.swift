// Every operation of every contract: no credentials, wrong method, unknown records, missing and mistyped members, and the
// smallest request that its contract allows. Every answer is checked against its contract by the way.

import Contract
import JSON
import TestSupport
import Testing

@Suite struct ConformanceTests {
    /// What an operation may answer to a body that its contract refuses.
    private static let refusals: Set<Int> = [400, 413, 415, 422]

    private static func bearer(_ world: World, _ platform: String) throws -> String {
        guard platform == "deepopinion", world.emulator.catalogue.operation(named: "deepopinion/login") != nil else {
            return "none"
        }
        let answer = try world.send(
            .post("/auth/login", json: ["email": "demo@deepmock.test", "password": "demo-password"]))
        return try #require(answer["access_token"]?.string ?? answer["token"]?.string)
    }

    @Test("without credentials an operation that needs them answers 401", arguments: OperationCase.names)
    func refusesAnonymous(name: String) throws {
        let world = try World()
        let operation = try OperationCase(name, in: world)
        guard operation.operation.security else { return }
        #expect(try world.send(operation.anonymousRequest()).status == 401)
    }

    @Test(
        "a method that no operation of the path has answers 405 with the methods that exist",
        arguments: OperationCase.names)
    func refusesMethods(name: String) throws {
        let world = try World()
        let operation = try OperationCase(name, in: world)
        let bearer = try Self.bearer(world, operation.operation.platform)
        for method in ["PATCH", "PUT", "DELETE", "POST", "GET", "BREW"] {
            let request = operation.authorised(TestRequest(method, operation.unknownPath), bearer: bearer)
            let answer = try world.send(request)
            guard answer.header("X-Deepmock-Operation") == nil else { continue }
            #expect(answer.status == 405)
            #expect(answer.header("Allow")?.contains(operation.operation.method) == true)
        }
    }

    @Test("records that do not exist answer 404", arguments: OperationCase.names)
    func refusesUnknownRecords(name: String) throws {
        let world = try World()
        let operation = try OperationCase(name, in: world)
        guard !operation.recordCaptures.isEmpty, !Exceptions.findsUnknown.contains(name) else { return }
        let bearer = try Self.bearer(world, operation.operation.platform)
        let answer = try world.send(operation.request(bearer: bearer))
        #expect(answer.status == 404, "\(answer.text.prefix(300))")
    }

    @Test("a body without a required member, or with one of another type, is refused", arguments: OperationCase.names)
    func refusesBodies(name: String) throws {
        let world = try World()
        let operation = try OperationCase(name, in: world)
        guard operation.recordCaptures.isEmpty, let body = operation.body, let valid = operation.validMembers else {
            return
        }
        let bearer = try Self.bearer(world, operation.operation.platform)
        for member in operation.samples.requiredMembers(body.schema) {
            var members = valid
            members[member] = nil
            let missing = try world.send(operation.request(members: .object(members), bearer: bearer))
            #expect(
                Self.refusals.contains(missing.status),
                "without \(member): \(missing.status) \(missing.text.prefix(300))")
            guard body.isJSON else { continue }
            members[member] =
                operation.samples.member(member, of: body.schema)?["type"]?.string == "object" ? [[1]] : [:]
            let wrong = try world.send(operation.request(members: .object(members), bearer: bearer))
            let contract = try world.emulator.contracts.requestContract(operation.operation)
            if contract.body?.schema.accepts(.object(members)) == false {
                #expect(
                    Self.refusals.contains(wrong.status), "wrong \(member): \(wrong.status) \(wrong.text.prefix(300))")
            }
        }
    }

    @Test("the smallest request that the contract allows succeeds", arguments: OperationCase.names)
    func acceptsTheSmallest(name: String) throws {
        let world = try World()
        let operation = try OperationCase(name, in: world)
        let bearer = try Self.bearer(world, operation.operation.platform)
        let answer = try world.send(operation.request(bearer: bearer))
        #expect(answer.status < 500, "\(answer.text.prefix(300))")
        guard operation.recordCaptures.isEmpty, Exceptions.needsMore[name] == nil else { return }
        #expect((200..<300).contains(answer.status), "\(answer.status) \(answer.text.prefix(300))")
    }

    @Test("no operation answers 500 to bodies that are not what it takes", arguments: OperationCase.names)
    func survivesAnyBody(name: String) throws {
        let world = try World()
        let operation = try OperationCase(name, in: world)
        let bearer = try Self.bearer(world, operation.operation.platform)
        let bodies = [
            "", "null", "[]", "\"text\"", "{", "{\"a\":{\"a\":{\"a\":[[[[1e9]]]]}}}", "{\"a\":1,\"a\":2}",
            "a=1&a=2&=&%zz",
            "--x\r\n", "\u{0}\u{1}",
        ]
        for (index, body) in bodies.enumerated() {
            let types = [
                "application/json", "application/x-www-form-urlencoded", "multipart/form-data", "text/x; y=\"", nil,
            ]
            let type = types[index % types.count]
            let request = operation.authorised(
                TestRequest(operation.operation.method, operation.unknownPath), bearer: bearer)
            let answer = try world.send(request.raw(Array(body.utf8), type: type))
            #expect(answer.status < 500, "\(body) as \(type ?? "nothing"): \(answer.text.prefix(300))")
        }
    }
}
