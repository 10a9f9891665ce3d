// Webhook subscriptions: an event and a receiver, independent of jobs.

import Emulator
import JSON
import Store

/// Webhook subscriptions (specification, section 11).
enum Webhooks {
    static let handlers: [String: Handler] = [
        "listWebhooks": list,
        "createWebhook": create,
        "getWebhook": { call in try reply(call, id: call.path("webhook_id")) },
        "replaceWebhook": { call in try update(call, base: [:]) },
        "patchWebhook": { call in try update(call, base: nil) },
        "deleteWebhook": delete,
    ]

    /// The maximum number of subscriptions, since every event reads all of its subscriptions.
    private static let maximum = 1000
    private static let columns: SQL = "id, event, url, hmac_secret, description, created, exp_backoff, retry_limit"

    // MARK: - Events

    /// Sends an event to all its subscribers.
    ///
    /// - Parameters:
    ///   - event: its name, for example `deepva.export.on_started`.
    ///   - subject: the id of the record.
    ///   - member: the name of the record in `data`.
    ///   - record: the record as JSON text.
    static func publish(
        _ event: String, subject: String, _ member: String, _ record: [UInt8], from tenant: Tenant
    ) throws {
        let now = tenant.now
        let receivers = try tenant.database.all(
            "SELECT url, hmac_secret FROM deepva_webhooks WHERE event = ? ORDER BY seq", .text(event)
        ) { (url: $0.text(0), secret: $0.text(1)) }
        guard !receivers.isEmpty else { return }
        var writer = JSONWriter(reserving: record.count + 256)
        writer.event(event, at: now) { writer in
            writer.key(member)
            writer.raw(record)
        }
        for receiver in receivers {
            guard let url = WebhookURL(receiver.url) else { continue }
            try tenant.outbox.add(
                NewDelivery(
                    platform: DeepVA.id, event: event, subject: subject, url: url, body: writer.bytes,
                    secret: receiver.secret.isEmpty ? tenant.settings.webhooks.secret : receiver.secret), at: now)
        }
    }

    // MARK: - Reading

    private static func list(_ call: Call) throws -> Reply {
        let total = try call.database.scalarInt("SELECT count(*) FROM deepva_webhooks")
        return try call.paged(total: total ?? 0) { writer in
            try call.database.each(
                "SELECT \(columns) FROM deepva_webhooks ORDER BY seq LIMIT ? OFFSET ?", .int(call.page.limit),
                .int(call.page.offset)
            ) { write($0, into: &writer) }
        }
    }

    private static func reply(_ call: Call, id: String, status: Int = 200) throws -> Reply {
        let reply = try call.database.first("SELECT \(columns) FROM deepva_webhooks WHERE id = ?", .text(id)) { row in
            Reply.json(status: status) { write(row, into: &$0) }
        }
        guard let reply else { throw Problem.unknownWebhook }
        return reply
    }

    private static func write(_ row: borrowing Row, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("id", row.text(0))
        writer.field("event", row.text(1))
        writer.field("url", row.text(2))
        writer.field("hmac_secret", row.text(3))
        writer.field("description", row.text(4))
        writer.zonedTime("time_created", row.int(5))
        writer.field("exp_backoff", row.bool(6))
        writer.field("retry_limit", row.int(7))
        writer.endObject()
    }

    // MARK: - Writing

    private static func create(_ call: Call) throws -> Reply {
        let count = try call.database.scalarInt("SELECT count(*) FROM deepva_webhooks") ?? 0
        guard count < maximum else { throw Problem.conflict("There are already \(maximum) webhooks.") }
        let id = call.tenant.identifiers.uuid()
        try call.database.execute(
            """
            INSERT INTO deepva_webhooks(id, event, url, hmac_secret, description, created, exp_backoff, retry_limit)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """, [.text(id)] + values(try checked(call.body), created: .int(call.now.microseconds)))
        return try reply(call, id: id, status: 201)
    }

    /// - Parameter base: the values of absent members; nil keeps the present ones.
    private static func update(_ call: Call, base: JSONObject?) throws -> Reply {
        let id = call.path("webhook_id")
        let present = try call.database.first(
            "SELECT \(columns) FROM deepva_webhooks WHERE id = ?", .text(id)
        ) { row -> JSONObject in
            [
                "event": .string(row.text(1)), "url": .string(row.text(2)), "hmac_secret": .string(row.text(3)),
                "description": .string(row.text(4)), "exp_backoff": .bool(row.bool(6)), "retry_limit": .int(row.int(7)),
            ]
        }
        guard let present else { throw Problem.unknownWebhook }
        var members = base ?? present
        for (name, value) in try checked(call.body) { members[name] = value }
        try call.database.execute(
            """
            UPDATE deepva_webhooks SET event = ?, url = ?, hmac_secret = ?, description = ?,
                created = coalesce(?, created), exp_backoff = ?, retry_limit = ? WHERE id = ?
            """, values(members, created: .null) + [.text(id)])
        return try reply(call, id: id)
    }

    private static func delete(_ call: Call) throws -> Reply {
        try call.database.execute("DELETE FROM deepva_webhooks WHERE id = ?", .text(call.path("webhook_id")))
        guard call.database.changes > 0 else { throw Problem.unknownWebhook }
        return .empty(204)
    }

    private static func checked(_ body: JSON) throws -> JSONObject {
        if let url = body["url"]?.string, WebhookURL(url) == nil { throw Problem.badReceiver("url") }
        return body.object ?? [:]
    }

    private static func values(_ members: JSONObject, created: SQLValue) -> [SQLValue] {
        [
            .text(members["event"]?.string ?? ""), .text(members["url"]?.string ?? ""),
            .text(members["hmac_secret"]?.string ?? ""), .text(members["description"]?.string ?? ""), created,
            .bool(members["exp_backoff"]?.bool ?? false), .int(members["retry_limit"]?.int ?? 0),
        ]
    }
}
