// The values of --upstream: a platform and the real service that its requests are passed on to.

import Emulator
import Host

/// Reads `--upstream`.
enum UpstreamFlag {
    private static let name = "--upstream"

    /// - Throws: ``FlagError`` for what is not a platform and a URL.
    static func read(_ given: [String]) throws -> Upstreams {
        var byPlatform: [String: WebhookURL] = [:]
        for value in Flags.list(given, name) {
            let parts = value.split(separator: "=", maxSplits: 1).map { String($0) }
            guard parts.count == 2, let url = WebhookURL(parts[1]) else {
                throw FlagError(
                    description: "\(name) must be platform=URL, such as deepva=http://127.0.0.1:9000, not '\(value)'.")
            }
            byPlatform[try PlatformName.read(parts[0], of: name)] = url
        }
        return Upstreams(byPlatform)
    }
}
