// What a test has planned and nothing has met: expected problems, faults, outcomes.

import Emulator
import JSON
import Verdict

/// Plans of a world that were not met.
enum PlansLeftOver {
    static func findings(in tenant: Tenant) throws -> [Verdict.Finding] {
        try problems(in: tenant) + faults(in: tenant) + outcomes(in: tenant)
    }

    private static func problems(in tenant: Tenant) -> [Verdict.Finding] {
        tenant.journal.expectations.all.filter { !$0.isMet }.map { expectation in
            let pattern = expectation.definition["request"] ?? [:]
            return Verdict.Finding(
                kind: .unmetExpectation, world: tenant.name, platform: pattern["platform"]?.string,
                operation: pattern["operation"]?.string,
                summary:
                    "Expected problem \(expectation.id) came \(expectation.came) times, at least \(expectation.least) were expected: \(pattern).",
                count: expectation.least - expectation.came)
        }
    }

    private static func faults(in tenant: Tenant) -> [Verdict.Finding] {
        tenant.faults.plans.filter { !$0.isUsedUp }.map { plan in
            let match = plan.definition["match"] ?? [:]
            return Verdict.Finding(
                kind: .unusedFault, world: tenant.name, platform: match["platform"]?.string,
                operation: match["operation"]?.string,
                summary: "The fault plan \(plan.id) fired \(plan.fired) times and is not used up. It matches \(match).",
                hint: plan.matched == 0 ? "No request matched it." : nil)
        }
    }

    private static func outcomes(in tenant: Tenant) throws -> [Verdict.Finding] {
        try tenant.outcomes.unused().map { id, definition, remaining in
            let match = definition["match"] ?? [:]
            let left = remaining.map { "\($0) uses of it are left" } ?? "no record took it"
            return Verdict.Finding(
                kind: .unusedOutcome, world: tenant.name, platform: definition["platform"]?.string,
                operation: definition["operation"]?.string,
                summary: "Outcome \(id) was planned, and \(left). It matches \(match).", count: remaining ?? 1)
        }
    }
}
