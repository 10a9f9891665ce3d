// The control plane: the table of contents. Test authors control the emulator through /__admin/.

import Emulator

/// The control plane, a platform like any other.
public enum Control {
    /// The control plane's id among the platforms.
    static let id = "control"

    /// The control plane as the emulator sees it, with operations that other targets answer.
    ///
    /// - Parameters:
    ///   - further: the handlers of these operations.
    ///   - looks: which of them only show what happens.
    public static func platform(_ further: [[String: Handler]], looks: Set<String>) -> Platform {
        Platform(
            id: id,
            isControl: true,
            firstSegment: "__admin",
            dialect: Dialect(),
            gate: AccessGuard.check,
            lenientQueries: Sinks.receivers,
            unrecorded: ["updateRecording", "replayRecording", "verifyRequests", "countRequests", "verifyFaults"],
            looks: looks.union(["streamEvents"]),
            handlers: [
                Health.handlers, PublicKeys.handlers, CertificateAuthority.handlers, Resets.handlers, Clocks.handlers,
                ContractDocuments.handlers, Requests.handlers, ExpectedProblems.handlers, Verdicts.handlers,
                Differences.handlers,
                Tenants.handlers, Holds.handlers, Timings.handlers, Settings.handlers, Credentials.handlers,
                Outcomes.handlers,
                Snapshots.handlers, SnapshotFiles.handlers, Verifications.handlers, Seeds.handlers, Faults.handlers,
                Recordings.handlers, Mails.handlers, WebhookDeliveries.handlers, Sinks.handlers, MetricsText.handlers,
                Events.handlers,
            ] + further)
    }
}
