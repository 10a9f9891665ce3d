// `deepmock move`: moves a world from one server to another.

import ArgumentParser
import Host

/// Moves a world.
struct MoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "move",
        abstract: "Move a world from one server to another.",
        discussion: """
            Takes the world's data, files, clock and schedule along. Its requests are a 503 with Retry-After while it \
            moves, which takes a fraction of a second, and none is lost. Prints one line of JSON. When a step fails, the \
            world stays where it was.
            """)

    @Option(help: ArgumentHelp("URL of the server that has the world.", valueName: "url"))
    var from: String

    @Option(help: ArgumentHelp("URL of the server that gets it.", valueName: "url"))
    var to: String

    @Argument(help: ArgumentHelp("The world's name.", valueName: "tenant"))
    var tenant: String

    @Option(help: ArgumentHelp("HAProxy's socket for commands, which is told where the world is.", valueName: "path"))
    var socket: String?

    @Option(help: ArgumentHelp("HAProxy's table of pins (default: /etc/haproxy/pins.map).", valueName: "path"))
    var pins: String?

    @Option(help: ArgumentHelp("Token of both control planes.", valueName: "token"))
    var adminToken: String?

    @Option(help: ArgumentHelp("Seconds to wait for each answer (default: 60).", valueName: "s"))
    var timeout: Double?

    func run() throws {
        do {
            let move = try WorldMove(
                from: from, to: to, world: tenant, socket: try Flags.optional(socket, "--socket"),
                pins: try Flags.value(pins, "--pins", or: RouteCommand.pins),
                token: try Flags.optional(adminToken, "--admin-token"),
                seconds: try Flags.value(
                    timeout, "--timeout", or: 60, ({ $0 > 0 && $0 <= 600 }, "seconds from 0 to 600")))
            let moved = try move.run()
            print(#"{"tenant":"\#(tenant)","to":"\#(to)","bytes":\#(moved.bytes),"held_ms":\#(moved.milliseconds)}"#)
        } catch let failure as ScaleFailure {
            throw StartError(description: failure.description)
        }
    }
}
