// The log of webhook deliveries, and redelivery.

import Emulator
import JSON

/// The webhook deliveries of the selected tenant.
enum WebhookDeliveries {
    static let handlers: [String: Handler] = [
        "listWebhookDeliveries": list,
        "redeliverWebhook": redeliver,
    ]

    /// How many bytes and how many deliveries one slice writes, about: bodies may be long.
    private static let (sliceBytes, sliceCount) = (256 << 10, 100)

    /// Writes a long log in slices.
    private static func list(_ call: Call) throws -> Reply {
        let outbox = call.tenant.outbox
        let log = try outbox.log(
            event: call.parameters["event"]?.string,
            state: call.parameters["state"]?.string.flatMap(Delivery.State.init),
            subject: call.parameters["subject"]?.string, limit: call.parameters["limit"]?.int ?? 100)
        var rest = log.ids[...]
        var writer = JSONWriter(reserving: 4096)
        writer.beginObject()
        writer.key("deliveries")
        writer.beginArray()
        func slice() throws -> Reply? {
            let end = writer.count + sliceBytes
            for id in rest.prefix(sliceCount) {
                rest.removeFirst()
                // It may have gone since an earlier slice.
                if let delivery = try outbox.delivery(id) { write(delivery, into: &writer) }
                if writer.count > end { break }
            }
            guard rest.isEmpty else { return nil }
            writer.endArray()
            writer.field("total", log.total)
            writer.endObject()
            return .json(serialized: writer.take())
        }
        return try slice() ?? .slices { try slice().map { .done($0) } ?? .growing(writer.count) }
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
