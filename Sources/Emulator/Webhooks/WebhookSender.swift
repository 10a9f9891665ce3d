// Sends the deliveries that are ready, after their commit, and records the answers in their tenants.

import Crypto
import Store

/// The sender of all tenants in a process.
final class WebhookSender {
    /// The most deliveries in flight, all tenants together.
    static let maximumInFlight = 128

    private let transport: any WebhookTransport
    private let policy: DeliveryPolicy
    private let wallClock: any WallClock
    private let log: Log
    /// The number of deliveries in flight.
    private(set) var inFlight = 0
    /// Called whenever others may stop waiting: after each delivery, and when an outbox is empty.
    var onProgress: () -> Void = {}

    init(transport: any WebhookTransport, policy: DeliveryPolicy, wallClock: any WallClock, log: Log) {
        self.transport = transport
        self.policy = policy
        self.wallClock = wallClock
        self.log = log
    }

    /// Sends the deliveries of a tenant that are ready. They must have been committed.
    func send(from tenant: Tenant) {
        while inFlight < Self.maximumInFlight, !tenant.database.isDirty, let delivery = nextDelivery(of: tenant) {
            send(delivery, from: tenant)
        }
        if !tenant.outbox.isBusy { onProgress() }
    }

    private func nextDelivery(of tenant: Tenant) -> ReadyDelivery? {
        do {
            return try tenant.outbox.takeReady()
        } catch {
            tenant.outbox.pause()
            log.error("outbox could not be read", ["tenant": tenant.name, "error": "\(error)"])
            return nil
        }
    }

    private func send(_ delivery: ReadyDelivery, from tenant: Tenant) {
        let begun = wallClock.microseconds()
        let generation = tenant.generation
        inFlight += 1
        let finish = { [unowned self, weak tenant] (end: DeliveryEnd) in
            inFlight -= 1
            onProgress()
            // An answer that belongs to the world before a reset is dropped.
            guard let tenant, generation == tenant.generation, !tenant.isClosed else { return }
            record(delivery, end, duration: wallClock.microseconds() - begun, in: tenant)
        }
        guard let url = WebhookURL(delivery.url) else { return finish(.refused("\(delivery.url) is not a valid URL.")) }
        if let objection = policy.objection(to: url) { return finish(.refused(objection)) }
        let settings = tenant.settings.webhooks
        let request = DeliveryRequest(
            url: url, headers: Self.headers(of: delivery, settings), body: delivery.body,
            timeoutMilliseconds: settings.timeoutMilliseconds)
        transport.send(request) { finish(.answer($0)) }
    }

    /// The vendor's headers come first. The number of the delivery comes last; it shows a receiver repeated deliveries.
    private static func headers(
        of delivery: ReadyDelivery, _ settings: WebhookSettings
    ) -> [(name: String, value: String)] {
        var headers: [(name: String, value: String)] = [("Content-Type", "application/json")]
        if let secret = delivery.secret {
            let signature = HMAC.sha512(key: Array(secret.utf8), message: delivery.body)
            headers.append((settings.signatureHeader, Hex.encode(signature)))
            headers.append((settings.nonceHeader, String(delivery.nonce)))
        }
        headers.append((Delivery.numberHeader, String(delivery.id)))
        return headers
    }

    private func record(_ delivery: ReadyDelivery, _ end: DeliveryEnd, duration: Int, in tenant: Tenant) {
        do {
            try tenant.database.savepoint {
                try tenant.outbox.finish(
                    delivery, end, duration: duration, at: tenant.now, settings: tenant.settings.webhooks)
            }
        } catch {
            tenant.outbox.pause()
            log.error("delivery could not be recorded", ["tenant": tenant.name, "error": "\(error)"])
        }
        if case .delivered = end.state { return }
        log.debug(
            "delivery failed",
            ["tenant": tenant.name, "delivery": delivery.id, "error": end.error ?? ""])
    }
}
