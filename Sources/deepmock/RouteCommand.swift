// `deepmock route`: prints the configuration of HAProxy before several servers.

import ArgumentParser
import Host

/// Prints a configuration of HAProxy.
struct RouteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "route",
        abstract: "Print the configuration of HAProxy before several servers.",
        discussion: """
            Each request goes to the server that has its world. Worlds are spread by their names; a server more or less \
            moves only its share. Before the servers change, print the worlds that are elsewhere than their slot says \
            (--worlds) into the table of pins; then they stay where they are until deepmock move moves them.
            """)

    /// HAProxy's table of pins, unless somebody says otherwise.
    static let pins = "/etc/haproxy/pins.map"

    @Argument(help: ArgumentHelp("Host and port of each server.", valueName: "server"))
    var servers: [String]

    @Option(help: ArgumentHelp("Where HAProxy listens (default: 127.0.0.1:8484).", valueName: "address"))
    var listen: String?

    @Option(
        help: ArgumentHelp("Its table of pins, which must exist (default: /etc/haproxy/pins.map).", valueName: "path"))
    var pins: String?

    @Option(help: ArgumentHelp("Its socket for commands (default: /run/haproxy/deepmock.sock).", valueName: "path"))
    var socket: String?

    @Option(help: ArgumentHelp("Maximum number of connections (default: 8000).", valueName: "n"))
    var maxConnections: Int?

    @Flag(help: "Print the worlds that are elsewhere than their slot says, as a table of pins.")
    var worlds = false

    @Option(help: ArgumentHelp("Token of the servers' control planes, for --worlds.", valueName: "token"))
    var adminToken: String?

    func run() throws {
        do {
            let configuration = try RouterConfiguration(
                servers: servers,
                listen: try Flags.value(listen, "--listen", or: "127.0.0.1:8484"),
                pins: try Flags.value(pins, "--pins", or: Self.pins),
                socket: try Flags.value(socket, "--socket", or: "/run/haproxy/deepmock.sock"),
                connections: try Flags.value(
                    maxConnections, "--max-connections", or: 8000,
                    ({ (1...1_000_000).contains($0) }, "from 1 to 1000000")))
            guard worlds else { return print(configuration, terminator: "") }
            let token = try Flags.optional(adminToken, "--admin-token")
            for line in try PinnedWorlds.lines(servers: servers, token: token, seconds: 10) { print(line) }
        } catch let failure as ScaleFailure {
            throw StartError(description: failure.description)
        }
    }
}
