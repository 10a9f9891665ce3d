// Base URLs for links in answers, where the server is reached through something else than it can know.

/// The base URLs that the operator has set: for all platforms, for some, or for none.
public struct ExternalURLs: Sendable, Equatable {
    /// The base URL of what belongs to no single platform; nil where links follow the client.
    let general: String?
    private let byPlatform: [String: String]

    /// URLs without a final slash; a platform's own wins over the general one.
    public init(general: String? = nil, byPlatform: [String: String] = [:]) {
        self.general = general
        self.byPlatform = byPlatform
    }

    /// The base URL for links to a platform; nil where links follow the client.
    public subscript(platform: String) -> String? { byPlatform[platform] ?? general }

    /// The hosts of all URLs, with their ports where they have any.
    var authorities: [String] {
        all.map { url in
            let rest = url.hasPrefix("https://") ? url.dropFirst(8) : url.dropFirst(7)
            return String(rest.prefix { $0 != "/" })
        }
    }

    /// Every URL that links may begin with.
    var all: [String] { (general.map { [$0] } ?? []) + byPlatform.values.sorted() }
}
