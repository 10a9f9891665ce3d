// The control plane: the table of contents. Everything a test author does to the emulator goes through /__admin/.

import Emulator

/// The control plane as a platform like any other.
public enum Control {
    /// The control plane's id among the platforms.
    static let id = "control"

    /// The control plane as the emulator sees it.
    public static let platform = Platform(
        id: id,
        isControl: true,
        firstSegment: "__admin",
        dialect: Dialect(),
        gate: AccessGuard.check,
        lenientQueries: SinkRecords.receivers,
        unrecorded: ["updateRecording", "replayRecording", "verifyRequests", "countRequests", "verifyFaults"],
        handlers: [
            Health.handlers, Resets.handlers, Clocks.handlers, ContractDocuments.handlers, Requests.handlers,
            TenantRecords.handlers, TimingRecords.handlers, SettingRecords.handlers, CredentialRecords.handlers,
            OutcomeRecords.handlers, SnapshotRecords.handlers, SnapshotFiles.handlers, Verifications.handlers,
            SeedRecords.handlers, FaultRecords.handlers, Recordings.handlers, Mails.handlers,
            WebhookDeliveries.handlers, SinkRecords.handlers, MetricsText.handlers,
        ])
}
