// How events are written: what the lists of the control plane show, one object an event.

import Emulator
import JSON

/// Writes the events of a tenant.
enum EventTexts {
    /// What has happened, in the order of its kinds.
    static func events(_ changes: EventChanges, of tenant: Tenant) -> [EventFeed.Event] {
        var events: [EventFeed.Event] = []
        if let world = changes.world {
            events.append(event("world") { $0.field("change", world.rawValue) })
        }
        let skipped = changes.requests - changes.shownRequests
        if skipped > 0 || changes.skippedTransitions > 0 {
            events.append(
                event("skipped") { writer in
                    writer.field("requests", skipped)
                    writer.field("transitions", changes.skippedTransitions)
                })
        }
        for entry in tenant.journal.newest(changes.shownRequests) {
            events.append(event("request") { Requests.write(entry, tenant: tenant.name, into: &$0) })
        }
        for transition in changes.transitions {
            var writer = JSONWriter()
            Clocks.write(transition, into: &writer)
            events.append(EventFeed.Event("transition", data: writer.bytes))
        }
        for id in changes.deliveries {
            guard let delivery = try? tenant.outbox.delivery(id) else { continue }
            var writer = JSONWriter()
            WebhookDeliveries.write(delivery, into: &writer)
            events.append(EventFeed.Event("delivery", data: writer.bytes))
        }
        let isStepping = tenant.clockState.mode == .stepping && changes.requests > 0
        if changes.clock || isStepping || !changes.transitions.isEmpty || changes.world != nil,
            let clock = try? Clocks.json(tenant)
        {
            events.append(EventFeed.Event("clock", data: clock.serialized()))
        }
        return events
    }

    private static func event(_ name: String, _ members: (inout JSONWriter) -> Void) -> EventFeed.Event {
        var writer = JSONWriter()
        writer.beginObject()
        members(&writer)
        writer.endObject()
        return EventFeed.Event(name, data: writer.bytes)
    }
}
