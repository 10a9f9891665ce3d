// The short index at `GET /`: what this server stands in for, and where.

import JSON

/// Answers `GET /`.
enum Index {
    static func reply(_ platforms: PlatformTable, links: Links) -> Reply {
        Reply.json([
            "deepmock": .string("a local mock server for \(platforms.emulated.count) hosted platforms"),
            "platforms": platforms.urls(base: links.base),
            "admin": .string(links.url("/__admin")),
        ])
    }
}
