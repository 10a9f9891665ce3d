// The events of a tenant, for those who look on.

import Emulator
import HTTP
import JSON

/// The events of the selected tenant as server-sent events (HTML section 9.2).
enum Events {
    static let handlers: [String: Handler] = ["streamEvents": stream]

    private static func stream(_ call: Call) throws -> Reply {
        let tenant = call.tenant
        var writer = JSONWriter()
        writer.beginObject()
        writer.field("tenant", tenant.name)
        writer.field("requests", tenant.journal.total)
        writer.field("clock", try Clocks.json(tenant))
        writer.endObject()
        let reader = try call.emulator.watch(
            tenant, after: call.request.head.headers["last-event-id"],
            greeting: EventFeed.Event("hello", data: writer.bytes), write: EventTexts.events)
        return .live(reader, mediaType: "text/event-stream")
    }
}
