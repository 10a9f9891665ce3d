// The worlds that are elsewhere than their slot says: what HAProxy's table of pins must have before a set of servers changes.

import HTTP
import JSON

/// Looks for worlds.
public enum PinnedWorlds {
    /// The lines of a table of pins, for all worlds that are on another server than the one of their slot.
    ///
    /// - Parameters:
    ///   - servers: host and port of each server.
    ///   - token: the admin token of all, if they have one.
    ///   - seconds: the limit for each answer.
    /// - Throws: ``ScaleFailure`` when a server does not answer.
    public static func lines(servers: [String], token: String?, seconds: Double) throws -> [String] {
        let slots = RouterSlots(servers: servers)
        return try servers.enumerated().flatMap { index, server in
            let client = try ControlClient(url: "http://\(server)", token: token, seconds: seconds)
            let answer = try JSON(parsing: client.ask(.get, "tenants"))
            // Every server has a world `default`; the one of its slot is that of all.
            return (answer["tenants"]?.array ?? []).compactMap { $0["name"]?.string }
                .filter { $0 != "default" && slots.server(of: $0) != index }
                .map { "\($0) \(server)" }
        }
    }
}
