// A whole emulator without sockets for one test: frozen clock, own state, pool work done in place.

import Contract
import Emulator
import Foundation
import HTTP
import Host
import JSON
import Store
import System
import Testing

/// An emulator that a test calls like a function. Every answer is checked against its contract.
public final class World {
    /// The emulator under test.
    public let emulator: Emulator
    /// The wall clock, which stands still until a test moves it.
    public let wall: StillWall
    /// What receivers of webhooks get, and what they answer.
    public let receivers = Receivers()

    /// An emulator with a frozen clock at 2026-01-01T00:00:00Z, unless told otherwise.
    public init(
        clock: Clock.Mode = .frozen, seed: UInt64 = 1, strictTenants: Bool = false, maximumTenants: Int = 16,
        adminToken: String? = nil, externalURL: String? = nil, externalURLs: ExternalURLs? = nil,
        hasDemoData: Bool = false, seedData: JSON? = nil,
        journalCapacity: Int = 1000,
        rate: Double = 1, stepMilliseconds: Int = 1000, directory: String? = nil, webhookHosts: Set<String> = [],
        checksAnswers: Bool = false,
        blueprint: Blueprint? = nil, platforms: [Platform] = World.platforms,
        pool: any WorkPool = InPlacePool()
    ) throws {
        wall = StillWall()
        let blueprint = try blueprint ?? .ofThread()
        emulator = try Emulator(
            configuration: Emulator.Configuration(
                tenants: Tenants.Policy(
                    isStrict: strictTenants, maximum: maximumTenants,
                    origin: Tenant.Origin(
                        seed: seed, mode: clock, rate: rate, stepMilliseconds: stepMilliseconds, start: nil,
                        timings: blueprint.timings, journalCapacity: journalCapacity)),
                externalURLs: externalURLs ?? ExternalURLs(general: externalURL), adminToken: adminToken,
                hasDemoData: hasDemoData, seed: seedData,
                version: "test",
                dataDirectory: directory, temporaryDirectory: NSTemporaryDirectory(),
                deliveries: DeliveryPolicy(hosts: webhookHosts), checksAnswers: checksAnswers),
            blueprint: blueprint, platforms: platforms,
            directory: directory.map { try DataDirectory(opening: $0) }, pool: pool, deliveries: receivers,
            wallClock: wall,
            log: Log(format: .text, level: .silent))
    }

    /// Every platform, as the binary has them.
    public static let platforms = Host.platforms

    /// The tenant `default`.
    public var tenant: Tenant { emulator.tenants[Tenant.defaultName]! }

    /// Sends a request and returns its answer, after the turn is committed. Fails the test when the answer is not what
    /// the contract promises.
    @discardableResult
    public func send(_ request: TestRequest, location: SourceLocation = #_sourceLocation) throws -> TestAnswer {
        try begin(request).answer(location: location)
    }

    /// Sends a request and does nothing more for it, so that others can come in between.
    public func begin(_ request: TestRequest) throws -> Pending {
        let pending = Pending(emulator)
        emulator.answer(try request.build()) { pending.response = $0 }
        return pending
    }

    /// A request under way.
    public final class Pending {
        private let emulator: Emulator
        fileprivate var response: Response?

        fileprivate init(_ emulator: Emulator) { self.emulator = emulator }

        /// Whether the answer is there.
        public var isAnswered: Bool { response != nil }

        /// Runs what is due, and the next slice of all long work, as one turn.
        public func step() {
            emulator.work()
            emulator.commitTurn()
        }

        /// The answer, after as many turns as it takes.
        ///
        /// - Parameter mayFail: whether a 500 or 507 is no surprise, which no contract has.
        public func answer(
            mayFail: Bool = false, location: SourceLocation = #_sourceLocation
        ) throws -> TestAnswer {
            var rounds = 0
            while response == nil, rounds < 100_000 {
                step()
                rounds += 1
            }
            let answer = TestAnswer(try #require(response, "no answer came", sourceLocation: location))
            if !mayFail || answer.status < 500 {
                try ContractCheck.check(answer, in: emulator, location: location)
            }
            return answer
        }
    }

    /// Sends a request whose answer goes on, and returns its body.
    public func follow(
        _ request: TestRequest, location: SourceLocation = #_sourceLocation
    ) throws -> any LiveBody {
        let request = try request.build()
        let context = emulator.admit(
            request.head, framing: Framing(body: .none, expectsContinue: false, keepAlive: true))
        var response: Response?
        emulator.respond(to: context, with: request) { response = $0 }
        emulator.commitTurn()
        #expect(response?.status == 200, sourceLocation: location)
        return try #require(context.takeLive(), "the answer does not go on", sourceLocation: location)
    }

    /// Moves the frozen clock of a tenant to the end of all work, and runs it.
    public func runUntilIdle(tenant name: String = Tenant.defaultName) throws {
        let answer = try send(
            .post("/t/\(name)/__admin/clock/advance", json: ["to": "idle"]))
        #expect(answer.status == 200)
    }

    /// Moves the clock of a tenant forward by seconds.
    public func advance(seconds: Double, tenant name: String = Tenant.defaultName) throws {
        let answer = try send(
            .post("/t/\(name)/__admin/clock/advance", json: ["seconds": .double(seconds)]))
        #expect(answer.status == 200)
    }
}

/// A wall clock that a test moves.
public final class StillWall: WallClock {
    /// Microseconds since 1970.
    public var now = 1_790_000_000_000_000

    /// A clock at a time of no importance.
    public init() {}

    /// The time that the test has set.
    public func microseconds() -> Int { now }
}

/// A pool that runs everything at once, on the spot.
public final class InPlacePool: WorkPool {
    /// A pool without threads.
    public init() {}

    /// Runs `work`, then `completion`.
    public func run(
        _ work: @escaping @Sendable () throws -> any Sendable, lane: WorkLane, owner: String,
        completion: @escaping (Result<any Sendable, any Error>) -> Void
    ) {
        completion(Result { try work() })
    }
}
