// `deepmock healthcheck`: asks a running server whether it is ready, for containers and scripts.

import ArgumentParser
import Host

/// Asks a running server for its health.
struct Healthcheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask a running server whether it is ready.",
        discussion: "Exit status 0 when it answers that it is, 1 otherwise. Takes --port from DEEPMOCK_PORT, too.")

    @Option(help: ArgumentHelp("Address to ask (default: 127.0.0.1).", valueName: "host"))
    var host: String?

    @Option(help: ArgumentHelp("Port to ask (default: 8484).", valueName: "port"))
    var port: Int?

    @Option(help: ArgumentHelp("Seconds to wait for an answer (default: 3).", valueName: "s"))
    var timeout: Double?

    func run() throws {
        let port = try Flags.value(port, "--port", or: 8484, ({ (1...65535).contains($0) }, "a port from 1 to 65535"))
        let seconds = try Flags.value(timeout, "--timeout", or: 3, ({ $0 > 0 && $0 <= 600 }, "seconds up to 600"))
        if let failure = HealthProbe.failure(host: host ?? "127.0.0.1", port: port, seconds: seconds) {
            throw StartError(description: failure)
        }
        print("ok")
    }
}
