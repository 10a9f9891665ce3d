// Those who look on: the events of watched tenants are written at the end of a turn.

import JSON

extension Emulator {
    /// Writes the events of a tenant.
    public typealias EventWriter = (EventChanges, Tenant) -> [EventFeed.Event]

    /// A reader of a tenant's events.
    ///
    /// - Parameters:
    ///   - lastID: the id of the last event that the reader knows, if it comes back.
    ///   - greeting: an event for this reader alone, before any other.
    ///   - write: writes what has happened; the same for all readers.
    /// - Throws: ``Problem`` 409 when the tenant has too many readers.
    public func watch(
        _ tenant: Tenant, after lastID: String?, greeting: EventFeed.Event, write: @escaping EventWriter
    ) throws -> EventReader {
        let reader = try tenant.events.read(
            after: lastID, epoch: String(started.microseconds, radix: 36), greeting: greeting)
        reader.wall = { [wallClock] in wallClock.microseconds() }
        if !watched.contains(where: { $0.tenant === tenant }) { watched.append((tenant, write)) }
        return reader
    }

    /// Writes what has happened in the tenants that somebody watches.
    func writeEvents() {
        let wall = wallClock.microseconds()
        watched.removeAll { tenant, write in
            tenant.isClosed || !tenant.events.write(at: wall) { write($0, tenant) }
        }
    }

    /// Microseconds until events are due, if there are any.
    func microsecondsToNextEvents(at wall: Int) -> Int? {
        watched.compactMap { $0.tenant.events.wait(at: wall) }.min()
    }
}
