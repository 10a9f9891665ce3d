// Webhooks that never reached their receivers, by receiver and event.

import Emulator
import Verdict

/// Deliveries of a world that did not arrive.
enum UndeliveredWebhooks {
    /// The most deliveries of one state that are looked at.
    private static let looked = 1000

    static func findings(in tenant: Tenant) throws -> [Verdict.Finding] {
        var findings: [(key: String, finding: Verdict.Finding)] = []
        for state in Delivery.State.allCases where state != .delivered {
            let ids = try tenant.outbox.log(event: nil, state: state, subject: nil, limit: looked).ids
            for delivery in try ids.compactMap(tenant.outbox.delivery) {
                let key = "\(state.rawValue) \(delivery.event) \(delivery.url)"
                if let index = findings.firstIndex(where: { $0.key == key }) {
                    findings[index].finding.count += 1
                } else {
                    findings.append((key, finding(delivery, world: tenant.name)))
                }
            }
        }
        return findings.map(\.finding)
    }

    private static func finding(_ delivery: Delivery, world: String) -> Verdict.Finding {
        let last = delivery.attempts.last
        let reason =
            switch delivery.state {
            case .refused: "deliveries to that host are not allowed (--webhook-allow)"
            case .waiting: "its next attempt waits for the clock"
            case .sending: "its attempt is under way"
            case .failed, .delivered:
                last?.error ?? last?.status.map { "the receiver answered \($0)" } ?? "it was not attempted"
            }
        return Verdict.Finding(
            kind: .undeliveredWebhook, world: world, platform: delivery.platform,
            summary:
                "\(delivery.event) about \(delivery.subject) did not reach \(Redaction.target(delivery.url)): \(reason)."
        )
    }
}
