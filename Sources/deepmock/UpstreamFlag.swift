// The values of --upstream: a platform and the real service that its requests are passed on to.

import Contract
import Emulator
import Host

/// Reads `--upstream`.
enum UpstreamFlag {
    private static let name = "--upstream"

    /// - Throws: ``FlagError`` for what is not a platform and a URL.
    static func read(_ given: [String]) throws -> Upstreams {
        var byPlatform: [String: WebhookURL] = [:]
        let platforms = Host.platforms.filter { !$0.isControl }.map(\.id)
        for value in Flags.list(given, name) {
            let parts = value.split(separator: "=", maxSplits: 1).map { String($0) }
            guard parts.count == 2, let url = WebhookURL(parts[1]) else {
                throw FlagError(
                    description: "\(name) must be platform=URL, such as deepva=http://127.0.0.1:9000, not '\(value)'.")
            }
            guard platforms.contains(parts[0]) else {
                throw FlagError(
                    description:
                        "\(name): there is no platform '\(parts[0])'.\(Misspelling.hint(for: parts[0], among: platforms)) Use one of \(platforms.joined(separator: ", "))."
                )
            }
            byPlatform[parts[0]] = url
        }
        return Upstreams(byPlatform)
    }
}
