// Checks a data directory without serving it.

import Embedded
import Emulator
import Store

/// A check of the worlds in a data directory.
public struct DataCheck {
    /// How many tenants were looked at.
    public let tenants: Int
    /// What was found.
    public let findings: [Emulator.Finding]

    /// Opens a data directory, migrates and repairs its worlds as a start does, and looks at everything in them. No
    /// transition runs and no webhook leaves.
    ///
    /// - Throws: what ``HostFailure/sentence(for:)`` turns into one line, for example when a server uses the directory.
    public init(of path: String, log: Log) throws {
        let directory = try DataDirectory(opening: path, migrations: Embedded.migrations)
        let blueprint = try Blueprint.builtIn()
        let emulator = try Emulator(
            configuration: Emulator.Configuration(
                // As many tenants as there are; new ones are not made.
                tenants: Tenants.Policy(
                    isStrict: true, maximum: .max,
                    origin: Tenant.Origin(
                        seed: 1, mode: .frozen, rate: 1, stepMilliseconds: 1000, start: nil, timings: blueprint.timings,
                        journalCapacity: 1)),
                version: Embedded.version, dataDirectory: path,
                temporaryDirectory: directory.temporaryPath),
            blueprint: blueprint, platforms: Host.platforms, directory: directory, pool: NoPool(),
            deliveries: NoTransport(), wallClock: WallTime(), log: log)
        tenants = emulator.tenants.all.count
        findings = try emulator.check()
        emulator.close()
    }

    /// No work is begun.
    private final class NoPool: WorkPool {
        func run(
            _ work: @escaping @Sendable () throws -> any Sendable, lane: WorkLane, owner: String,
            completion: @escaping (Result<any Sendable, any Error>) -> Void
        ) {}
    }

    /// Nothing is delivered.
    private final class NoTransport: WebhookTransport {
        func send(_ request: DeliveryRequest, completion: @escaping (DeliveryAnswer) -> Void) {}
    }
}
