// The running HAProxy, as far as worlds that move concern it: its table of pins, through its socket for commands.

import System

/// A HAProxy with the configuration of ``RouterConfiguration``.
struct Router {
    /// The path of its socket for commands.
    let socket: String
    /// The path of the table of pins, as in its configuration.
    let pins: String

    /// Sends the requests of a world to a server from now on.
    ///
    /// - Throws: ``ScaleFailure`` when it does not listen, or has no such table.
    func pin(_ world: String, to authority: String) throws {
        // In place of an older pin at once: without any for a moment, its slot would decide.
        let said = try ask("set map \(pins) \(world) \(authority)")
        guard said.contains("not found") else { return try check(said) }
        try check(try ask("add map \(pins) \(world) \(authority)"))
    }

    private func check(_ said: String) throws {
        let said = said.split(separator: "\n").joined(separator: " ")
        guard said.isEmpty else { throw ScaleFailure("\(socket): \(said)") }
    }

    private func ask(_ command: String) throws -> String {
        do {
            return try LocalSocket.ask(socket, command + "\n", seconds: 5)
        } catch {
            throw ScaleFailure(error.message)
        }
    }
}
