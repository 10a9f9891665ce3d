// The values of --external-url: a base URL for links in answers, or one for a single platform.

import Emulator

/// Reads `--external-url`.
enum ExternalURLFlag {
    private static let name = "--external-url"

    /// - Throws: ``FlagError`` for what is neither a URL nor a platform and a URL.
    static func read(_ given: [String]) throws -> ExternalURLs {
        var general: String?
        var byPlatform: [String: String] = [:]
        for value in Flags.list(given, name) {
            if isURL(value) {
                general = withoutSlash(value)
                continue
            }
            let parts = value.split(separator: "=", maxSplits: 1).map { String($0) }
            guard parts.count == 2, isURL(parts[1]) else {
                throw FlagError(
                    description:
                        "\(name) must be a URL that starts with http:// or https://, or platform=URL, not '\(value)'.")
            }
            byPlatform[try PlatformName.read(parts[0], of: name)] = withoutSlash(parts[1])
        }
        return ExternalURLs(general: general, byPlatform: byPlatform)
    }

    private static func isURL(_ text: String) -> Bool {
        ["http://", "https://"].contains { text.hasPrefix($0) && text.utf8.count > $0.utf8.count }
    }

    private static func withoutSlash(_ url: String) -> String {
        url.hasSuffix("/") ? String(url.dropLast()) : url
    }
}
