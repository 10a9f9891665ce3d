// Every printed request is accepted whole, and what is printed about its members is obeyed.

import Contract
import JSON
import TestSupport
import Testing

@Suite("Printed requests") struct PrintedRequestsTests {
    /// Statuses that refuse a body.
    private static let refusals: Set<Int> = [400, 413, 415, 422]

    /// Sends the request of an entry; `change` may change its body before.
    private func send(
        _ entry: PrintedEntry, _ tour: PrintedTour, _ change: (inout JSON) -> Void = { _ in }
    ) throws -> TestAnswer {
        let make = try #require(tour.requests[entry.operation], "the tour does not know how to fill \(entry)")
        let prepared = try make()
        let printed = try #require(entry.shape)
        let shape = PrintedChoice.about(entry).reduce(printed) { $1.applied(to: $0) }
        let request = PrintedRequest(entry: entry, shape: shape, prepared: prepared)
        var body = request.body
        change(&body)
        let operation = try tour.operation(entry.operation)
        let path = try tour.path(of: entry.operation, prepared.captures)
        return try tour.world.send(
            tour.authorised(
                request.request(operation.method, path, body: body), for: entry.operation, token: prepared.token))
    }

    @Test("every printed request is accepted whole", arguments: PrintedEntry.platforms)
    func accepts(platform: String) throws {
        let tour = try PrintedTour.made(platform)
        for entry in PrintedEntry.of(.request, platform) {
            let answer = try send(entry, tour)
            #expect((200..<300).contains(answer.status), "\(entry): \(answer.status) \(answer.text.prefix(300))")
            #expect(answer.header("X-Deepmock-Operation") == "\(platform)/\(entry.operation)", "\(entry)")
            let contract = try OperationCase("\(platform)/\(entry.operation)", in: tour.world)
            let omitted = PrintedChoice.about(entry).flatMap(\.omitted)
            for path in entry.shape?.paths ?? [] where !omitted.contains(path) {
                #expect(contract.takes(path, of: entry), "\(entry): the contract does not know \(path)")
            }
        }
    }

    @Test("required members and limits of printed requests are obeyed", arguments: PrintedEntry.platforms)
    func obeys(platform: String) throws {
        let tour = try PrintedTour.made(platform)
        for entry in PrintedEntry.of(.request, platform) {
            for name in (entry.json["required"]?.array ?? []).compactMap(\.string) {
                let answer = try send(entry, tour) { $0 = Self.with($0, name, nil) }
                #expect(Self.refusals.contains(answer.status), "\(entry) without \(name): \(answer.status)")
            }
            for (name, limits) in entry.json["limits"]?.object ?? [:] {
                for (kind, value) in limits.object ?? [:] {
                    guard let bad = try Self.beyond(kind, value) else { continue }
                    let answer = try send(entry, tour) { $0 = Self.with($0, name, bad) }
                    #expect(Self.refusals.contains(answer.status), "\(entry), \(name) beyond \(kind): \(answer.status)")
                }
            }
            for (path, _) in entry.enums where !path.contains(".") {
                let answer = try send(entry, tour) { $0 = Self.with($0, path, "NONE OF THEM") }
                #expect(Self.refusals.contains(answer.status), "\(entry), unknown \(path): \(answer.status)")
            }
        }
    }

    private static func with(_ body: JSON, _ name: String, _ value: JSON?) -> JSON {
        var members = body.object ?? [:]
        members[name] = value
        return .object(members)
    }

    /// A value beyond a printed limit; nil for limits that no value can break.
    private static func beyond(_ kind: String, _ value: JSON) throws -> JSON? {
        switch (kind, value) {
        case ("format", "email"): return "nobody"
        case ("format", "password"), ("format", "float"), ("schema", _), ("deprecated", _): return nil
        case ("item_format", "email"): return ["nobody"]
        case ("minLength", .int(let count)): return .string(String(repeating: "x", count: count - 1))
        case ("maxLength", .int(let count)): return .string(String(repeating: "x", count: count + 1))
        case ("minItems", .int(1)): return []
        case ("minimum", .int(let least)): return .int(least - 1)
        default: throw UnknownLimit(kind: kind)
        }
    }

    struct UnknownLimit: Error { let kind: String }
}
