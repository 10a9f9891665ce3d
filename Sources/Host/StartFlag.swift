// Flags that say how a new world starts: one that is in a data directory already does not follow them.

import Emulator

/// A flag about the start of the tenant `default`.
public enum StartFlag: String, Sendable, CaseIterable {
    /// The seed of ids and results.
    case seed = "--seed"
    /// The mode of the clock.
    case clock = "--clock"
    /// The speed of a running clock.
    case rate = "--rate"
    /// The step of a stepping clock.
    case step = "--step"
    /// The start of the clock.
    case now = "--now"
    /// How long transitions take.
    case timings = "--timings"
    /// Demo data.
    case demo = "--demo"
    /// Start data.
    case seedFile = "--seed-file"

    /// Whether the tenant `default` was there already, and differs from what the flag asks for.
    func isOverruled(by emulator: Emulator) -> Bool {
        guard let tenant = emulator.tenants[Tenant.defaultName], tenant.wasStored else { return false }
        let asked = emulator.tenants.policy.origin
        return switch self {
        case .seed: !tenant.hasSeedOfOrigin
        case .clock: tenant.clockState.mode != asked.mode
        case .rate: tenant.clockState.rate != asked.rate
        case .step: tenant.clockState.stepMilliseconds != asked.stepMilliseconds
        case .timings: tenant.timings != asked.timings
        case .now, .demo, .seedFile: true
        }
    }
}
