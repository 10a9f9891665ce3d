// The real services that requests are passed on to.

import Emulator

/// Real services by platform. Nothing is ever sent to a host that is not named here.
public struct Upstreams: Sendable {
    private let byPlatform: [String: WebhookURL]

    /// Services by platform's id.
    public init(_ byPlatform: [String: WebhookURL] = [:]) {
        self.byPlatform = byPlatform
    }

    /// Whether there are none.
    public var isEmpty: Bool { byPlatform.isEmpty }

    /// The service of a platform.
    subscript(platform: String) -> WebhookURL? { byPlatform[platform] }
}
