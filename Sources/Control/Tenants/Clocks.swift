// The clock of a tenant: show, change, advance.

import Emulator
import JSON

/// The clock of the selected tenant.
enum Clocks {
    static let handlers: [String: Handler] = [
        "getClock": { call in try reply(call.tenant) },
        "updateClock": update,
        "advanceClock": advance,
        "listSchedule": schedule,
    ]

    /// The longest advance: a hundred years.
    private static let maximumSeconds = 100.0 * 365 * 86_400

    private static func update(_ call: Call) throws -> Reply {
        let rate = call.body["rate"]?.double
        if let rate, !Clock.rates.contains(rate) {
            throw Problem.badRequest("rate must be a number from 0.000001 to 1000000.", field: "rate")
        }
        try call.tenant.changeClock(
            mode: call.body["mode"]?.string.flatMap(Clock.Mode.init), rate: rate,
            stepMilliseconds: call.body["step_ms"]?.int, now: try instant(call.body["now"]))
        return try reply(call.tenant)
    }

    private static func advance(_ call: Call) throws -> Reply {
        let advance = ClockAdvance(call.emulator, call.tenant, to: try target(call.body))
        return .slices {
            try advance.slice { advance in
                .json { writer in
                    writer.beginObject()
                    writer.field("now", call.tenant.now.text(.zoned))
                    writer.key("ran")
                    writer.beginArray()
                    for step in advance.ran { write(step, into: &writer) }
                    writer.endArray()
                    writer.field("complete", advance.isComplete)
                    writer.endObject()
                }
            }
        }
    }

    /// A transition that ran.
    static func write(_ step: RanTransition, into writer: inout JSONWriter) {
        writer.beginObject()
        writer.field("at", step.at.text(.zoned))
        writer.field("transition", step.transition)
        writer.field("subject", step.subject)
        writer.endObject()
    }

    private static func target(_ body: JSON) throws -> ClockTarget {
        switch (body["seconds"]?.double, body["to"]?.string) {
        case (let seconds?, nil):
            guard seconds >= 0, seconds <= maximumSeconds else {
                throw Problem.badRequest("seconds must be from 0 to \(Int(maximumSeconds)).", field: "seconds")
            }
            return .by(microseconds: Int((seconds * 1e6).rounded()))
        case (nil, "next"): return .next
        case (nil, "idle"): return .idle
        default: throw Problem.badRequest("The body must have either seconds, or to with next or idle.")
        }
    }

    private static func instant(_ value: JSON?) throws -> Instant? {
        guard let text = value?.string else { return nil }
        guard let instant = Instant(text: text) else {
            throw Problem.badRequest("now must be an instant such as 2026-01-01T00:00:00Z.", field: "now")
        }
        return instant
    }

    /// What is still to happen, in the order in which it will.
    private static func schedule(_ call: Call) throws -> Reply {
        let schedule = call.tenant.schedule
        let pending = try schedule.pending()
        let rows = try schedule.next(call.parameters["limit"]?.int ?? 100)
        return .json { writer in
            writer.beginObject()
            writer.key("schedule")
            writer.beginArray()
            for row in rows {
                writer.beginObject()
                writer.field("due", row.due.text(.zoned))
                writer.field("class", row.kind == .work ? "work" : "deadline")
                writer.field("transition", row.transition)
                writer.field("subject", row.subject.text)
                writer.endObject()
            }
            writer.endArray()
            writer.field("total", pending.work + pending.deadlines)
            writer.endObject()
        }
    }

    private static func reply(_ tenant: Tenant) throws -> Reply { .json(try json(tenant)) }

    /// A clock, and what is pending.
    static func json(_ tenant: Tenant) throws -> JSON {
        let clock = tenant.clockState
        let pending = try tenant.schedule.pending()
        let next = try tenant.schedule.nextWork()
        return [
            "mode": .string(clock.mode.rawValue),
            "now": .string(tenant.now.text(.zoned)),
            "rate": .double(clock.rate),
            "step_ms": .int(clock.stepMilliseconds),
            "pending": ["work": .int(pending.work), "deadlines": .int(pending.deadlines)],
            "next": next.map { .string($0.text(.zoned)) } ?? .null,
        ]
    }
}
