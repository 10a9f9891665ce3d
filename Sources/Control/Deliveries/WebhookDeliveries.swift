// The log of webhook deliveries, and redelivery.

import Emulator
import JSON

/// The webhook deliveries of the selected tenant.
enum WebhookDeliveries {
    static let handlers: [String: Handler] = [
        "listWebhookDeliveries": list,
        "redeliverWebhook": redeliver,
    ]

    private static func list(_ call: Call) throws -> Reply {
        let log = try call.tenant.outbox.log(
            event: call.parameters["event"]?.string,
            state: call.parameters["state"]?.string.flatMap(Delivery.State.init),
            subject: call.parameters["subject"]?.string, limit: call.parameters["limit"]?.int ?? 100)
        return .json { writer in
            writer.beginObject()
            writer.key("deliveries")
            writer.beginArray()
            for delivery in log.deliveries { write(delivery, into: &writer) }
            writer.endArray()
            writer.field("total", log.total)
            writer.endObject()
        }
    }

    private static func redeliver(_ call: Call) throws -> Reply {
        let id = call.integer("delivery_id")
        try call.tenant.outbox.redeliver(id, at: call.now)
        guard let delivery = try call.tenant.outbox.delivery(id) else { throw Problem.notFound("Delivery \(id)") }
        return .json(status: 202) { write(delivery, into: &$0) }
    }

    /// A delivery with its attempts.
    static func write(_ delivery: Delivery, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", delivery.id)
        writer.field("at", delivery.created.text(.zoned))
        writer.field("platform", delivery.platform)
        writer.field("event", delivery.event)
        writer.field("subject", delivery.subject)
        writer.field("url", delivery.url)
        writer.field("state", delivery.state.rawValue)
        writer.field("signed", delivery.isSigned)
        writer.key("attempts")
        writer.beginArray()
        for attempt in delivery.attempts { write(attempt, into: &writer) }
        writer.endArray()
        writer.field("next_attempt", delivery.next?.text(.zoned))
        writer.key("body")
        writer.raw(delivery.body)
        writer.endObject()
    }

    private static func write(_ attempt: Delivery.Attempt, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("number", attempt.number)
        writer.field("at", attempt.at.text(.zoned))
        writer.field("status", attempt.status)
        writer.field("error", attempt.error)
        writer.key("duration_ms")
        if let duration = attempt.duration { writer.double(Double(duration) / 1000) } else { writer.null() }
        writer.endObject()
    }
}
