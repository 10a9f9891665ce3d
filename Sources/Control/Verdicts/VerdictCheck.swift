// Judges worlds: everything that went wrong in them and that nobody announced, everything planned that was not met.

import Contract
import Emulator
import JSON
import Verdict

/// Makes verdicts.
public struct VerdictCheck {
    private let emulator: Emulator
    private let requirements: VerdictRequirements
    /// The URL of the server, for commands that repeat a request.
    private let serverURL: String

    /// A check.
    ///
    /// - Parameters:
    ///   - serverURL: the URL of the server without a tenant's prefix.
    public init(_ emulator: Emulator, requirements: VerdictRequirements, serverURL: String) {
        self.emulator = emulator
        self.requirements = requirements
        self.serverURL = serverURL
    }

    /// The verdict of one world.
    public func verdict(of tenant: Tenant) throws -> Verdict {
        var verdict = try record(of: tenant)
        verdict.add(unmetRequirements(of: verdict, world: tenant.name))
        return verdict
    }

    /// The verdict of all worlds as one run, those that have been deleted included.
    public func verdictOfAll() throws -> Verdict {
        var verdict = Verdict()
        if let departed = emulator.departedWorlds.record.flatMap(Verdict.init(json:)) { verdict.merge(departed) }
        for tenant in emulator.tenants.all {
            // A world that nothing happened in is not a part of the run.
            let record = try record(of: tenant)
            if record.requests > 0 || !record.isPassed { verdict.merge(record) }
        }
        if verdict.worlds.isEmpty { verdict.worlds = [Tenant.defaultName] }
        verdict.add(unmetRequirements(of: verdict, world: verdict.worlds.count == 1 ? verdict.worlds[0] : "all"))
        return verdict
    }

    /// Keeps what a world was like that is about to be deleted.
    static func keep(_ tenant: Tenant, of emulator: Emulator, serverURL: String) throws {
        var requirements = VerdictRequirements()
        requirements.hasUnreadSinks = true
        let check = VerdictCheck(emulator, requirements: requirements, serverURL: serverURL)
        let record = try check.record(of: tenant)
        guard record.requests > 0 || !record.isPassed else { return }
        var all = emulator.departedWorlds.record.flatMap(Verdict.init(json:)) ?? Verdict()
        all.merge(record)
        emulator.departedWorlds.record = all.json
    }

    // MARK: - One world

    private func record(of tenant: Tenant) throws -> Verdict {
        let operations = emulator.catalogue.operations.filter { $0.platform != Control.id }
        let used = operations.compactMap { operation -> Verdict.UsedOperation? in
            let count = tenant.operationUse[operation]
            guard count.requests > 0 else { return nil }
            return Verdict.UsedOperation(
                platform: operation.platform, operation: operation.id, requests: count.requests,
                answered: count.answered)
        }
        let coverage = emulator.platforms.emulated.map(\.id).compactMap { platform -> Verdict.Coverage? in
            let own = used.filter { $0.platform == platform }
            guard !own.isEmpty else { return nil }
            return Verdict.Coverage(
                platform: platform, answered: own.count { $0.answered > 0 },
                operations: operations.count { $0.platform == platform })
        }
        let problems = tenant.journal.problems
        let mistakes = problems.groups.filter { $0.first.platform != Control.id }
        let unmatched = mistakes.reduce(0) { $0 + ($1.kind == .unmatched ? $1.count : 0) }
        var verdict = Verdict(
            worlds: [tenant.name], requests: used.reduce(0) { $0 + $1.requests } + unmatched, findings: [],
            omitted: problems.omitted + tenant.foreignHosts.omitted, operations: used, coverage: coverage)
        let examples = ExampleRequest(serverURL: serverURL, world: tenant.name, catalogue: emulator.catalogue)
        verdict.add(mistakes.map(examples.finding))
        verdict.add(foreignHosts(of: tenant))
        verdict.add(try PlansLeftOver.findings(in: tenant))
        verdict.add(try UndeliveredWebhooks.findings(in: tenant))
        if requirements.hasUnreadSinks { verdict.add(unreadSinks(of: tenant)) }
        return verdict
    }

    private func foreignHosts(of tenant: Tenant) -> [Verdict.Finding] {
        tenant.foreignHosts.hosts.map { host in
            Verdict.Finding(
                kind: .unexpectedHost, world: tenant.name, summary: "The client wanted to reach \(host.name).",
                count: host.count, hint: "Hosts beyond the platforms are reached with --allow-host NAME.")
        }
    }

    private func unreadSinks(of tenant: Tenant) -> [Verdict.Finding] {
        tenant.sinks.summaries.filter { $0.unseen > 0 }.map { sink in
            Verdict.Finding(
                kind: .unreadSink, world: tenant.name,
                summary:
                    "The sink \(sink.name) has received \(sink.unseen) of \(sink.total) requests since somebody looked.",
                count: sink.unseen, hint: "Look at it with GET /__admin/sinks/\(sink.name).")
        }
    }

    // MARK: - Requirements

    private func unmetRequirements(of verdict: Verdict, world: String) -> [Verdict.Finding] {
        let operations = emulator.catalogue.operations.filter { $0.platform != Control.id }
        var findings: [Verdict.Finding] = []
        for (platform, least) in requirements.coverage.sorted(by: { $0.key < $1.key }) {
            let shares =
                platform.isEmpty
                ? verdict.coverage.filter { requirements.coverage[$0.platform] == nil }
                : verdict.coverage.filter { $0.platform == platform }
            let unused = Verdict.Coverage(
                platform: platform, answered: 0, operations: operations.count { $0.platform == platform })
            for share in shares.isEmpty && !platform.isEmpty ? [unused] : shares where share.percent < least {
                findings.append(
                    Verdict.Finding(
                        kind: .lowCoverage, world: world, platform: share.platform,
                        summary:
                            "\(share.answered) of \(share.operations) operations of \(share.platform) were answered: \(share.percent) percent, at least \(least) are asked for."
                    ))
            }
        }
        for name in requirements.operations {
            let isUsed = verdict.operations.contains {
                $0.answered > 0 && (name == $0.operation || name == "\($0.platform)/\($0.operation)")
            }
            guard !isUsed, let operation = operations.first(where: { $0.id == name || $0.name == name }) else {
                continue
            }
            findings.append(
                Verdict.Finding(
                    kind: .missingOperation, world: world, platform: operation.platform, operation: operation.id,
                    summary: "\(name) (\(operation.method) \(operation.template)) was never answered."))
        }
        return findings
    }
}
