// Which content a browser may run.

import Testing

@testable import Emulator

@Suite struct StoredContentTests {
    @Test(
        "documents and scripts are active, whatever their parameters and letters",
        arguments: [
            ("text/html", true), ("TEXT/HTML; charset=utf-8", true), ("image/svg+xml", true),
            ("application/rss+xml", true),
            ("text/javascript;x", true), ("application/pdf", true), ("text/plain; charset=utf-8", false),
            ("image/png", false), ("application/json", false), ("application/octet-stream", false), ("", false),
        ])
    func active(mediaType: String, isActive: Bool) {
        #expect(StoredContent.isActive(mediaType) == isActive)
    }

    @Test("content behind credentials keeps its type, and opens in an origin of its own")
    func guarded() {
        let guarded = StoredContent.guarded("text/html", headers: [("ETag", "\"a\"")], operation: nil)
        #expect(guarded.mediaType == "text/html")
        #expect(guarded.headers.map(\.name) == ["ETag", "X-Content-Type-Options", "Content-Security-Policy"])
    }
}
