// The short index at `GET /`: what this server stands in for, and where.

import JSON

/// Answers `GET /`.
enum Index {
    static func reply(_ platforms: PlatformTable, external: ExternalURLs, links: Links) -> Reply {
        Reply.json([
            "deepmock": .string("a local mock server for \(platforms.emulated.count) hosted platforms"),
            "platforms": platforms.urls(base: links.base, external: external, prefix: links.prefix),
            "admin": .string(links.url("/__admin")),
        ])
    }
}
