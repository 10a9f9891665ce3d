// `deepmock healthcheck`: checks that a server is ready, for containers and scripts.

import ArgumentParser
import Host

/// Checks the health of a running server.
struct Healthcheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check that a running server is ready.",
        discussion: "Exits with 0 if it is ready, else with 1. The port can also come from DEEPMOCK_PORT or PORT.")

    @Option(help: ArgumentHelp("Address of the server (default: 127.0.0.1).", valueName: "host"))
    var host: String?

    @Option(help: ArgumentHelp("Port of the server (default: 8484).", valueName: "port"))
    var port: Int?

    @Option(help: ArgumentHelp("Seconds to wait for an answer (default: 3).", valueName: "s"))
    var timeout: Double?

    func run() throws {
        let port = try Flags.port(port, from: 1)
        let host = Flags.withoutBrackets(host ?? "127.0.0.1")
        let seconds = try Flags.value(timeout, "--timeout", or: 3, ({ $0 > 0 && $0 <= 600 }, "seconds from 0 to 600"))
        if let failure = HealthProbe.failure(host: host, port: port, seconds: seconds) {
            throw StartError(description: failure)
        }
        print("ok")
    }
}
