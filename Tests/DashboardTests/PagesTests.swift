// The promise of the dashboard's files: one page that works under any prefix, and nothing from elsewhere.

import Emulator
import Foundation
import HTTP
import JSON
import TestSupport
import Testing

@Suite("Dashboard: pages")
struct PagesTests {
    private static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
        + "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"

    @Test("the page is at the path with a final slash, to which the other one leads", arguments: ["", "/t/worker-3"])
    func page(prefix: String) throws {
        let world = try World()
        let short = try world.send(.get("\(prefix)/__admin"))
        #expect(short.status == 302)
        // Relative, so that it holds behind any proxy.
        #expect(short.header("Location") == "__admin/")
        let page = try world.send(.get("\(prefix)/__admin/"))
        #expect(page.status == 200)
        #expect(page.header("Content-Type") == "text/html; charset=utf-8")
        #expect(page.header("Content-Security-Policy") == Self.policy)
        #expect(page.header("X-Content-Type-Options") == "nosniff")
        #expect(page.text.hasPrefix("<!DOCTYPE html>"))
        // Nothing inline, which the policy would forbid, and nothing absolute, which a prefix would break.
        #expect(!page.text.contains("<style") && !page.text.contains("onload=") && !page.text.contains("=\"/"))
    }

    @Test("the page leads to files that exist, and modules import only files that exist")
    func files() throws {
        let world = try World()
        var waiting = Self.names(
            in: try world.send(.get("/__admin/")).text, before: ["src=\"assets/", "href=\"assets/"])
        var size = 0
        var seen: Set<String> = []
        #expect(waiting.contains("main.js"))
        while let name = waiting.popLast() {
            guard seen.insert(name).inserted else { continue }
            let file = try world.send(.get("/__admin/assets/\(name)"))
            #expect(file.status == 200, "\(name)")
            size += file.body.count
            guard file.header("Content-Type") == "text/javascript; charset=utf-8" else { continue }
            #expect(file.header("Content-Security-Policy") == Self.policy)
            for quote in ["'", "\""] {
                for path in Self.names(in: file.text, before: ["from \(quote)", "import \(quote)"], end: quote) {
                    waiting.append(Self.resolve(path, from: name))
                }
            }
        }
        #expect(seen.contains("preact/vdom/diff") && seen.contains("pages/overview.js"))
        #expect(size < 300_000, "all files together")
        #expect(try world.send(.get("/__admin/assets/preact/licence.txt")).text.contains("Jason Miller"))
        #expect(try world.send(.get("/__admin/assets/nothing.js")).status == 404)
        #expect(try world.send(.get("/__admin/assets/..%2Fnothing")).status == 404)
    }

    @Test("files have entity tags, and are not sent again while they are the same")
    func tags() throws {
        let world = try World()
        let file = try world.send(.get("/__admin/assets/main.js"))
        let tag = try #require(file.header("ETag"))
        #expect(file.headers.all("Cache-Control") == ["no-cache"])
        let again = try world.send(.get("/__admin/assets/main.js").header("If-None-Match", tag))
        #expect(again.status == 304)
        #expect(again.body.isEmpty)
    }

    @Test("the page needs no token and no loopback name; what it shows does")
    func token() throws {
        let world = try World(adminToken: "plainly-fake")
        #expect(try world.send(.get("/__admin/")).status == 200)
        #expect(try world.send(.get("/__admin/assets/main.js").header("Host", "mock:8484")).status == 200)
        #expect(try world.send(.get("/__admin/events")).status == 401)
        #expect(try world.send(.get("/__admin/contracts/deepva/postman")).status == 401)
    }

    @Test("who looks at the page leaves no trace")
    func noTrace() throws {
        let world = try World(clock: .stepping)
        let before = try world.send(.get("/__admin/clock"))["now"]
        for path in ["/__admin", "/__admin/", "/__admin/assets/main.js"] { try world.send(.get(path)) }
        try world.send(.get("/api/v1/jobs/").key().header("X-Deepmock-Look", "1"))
        let requests = try world.send(.get("/__admin/requests").header("X-Deepmock-Look", "1"))
        #expect(requests["total"] == 1)
        let clock = try world.send(.get("/__admin/clock").header("X-Deepmock-Look", "1"))
        #expect(clock["now"] == before)
    }

    @Test("only reading can be a look, and a look meets no fault")
    func looks() throws {
        let world = try World()
        try world.send(.post("/__admin/faults", json: ["match": ["platform": "deepva"], "fault": ["status": 503]]))
        #expect(try world.send(.get("/api/v1/jobs/").key().header("X-Deepmock-Look", "1")).status == 200)
        let made = try world.send(.post("/api/v1/webhooks/", json: [:]).key().header("X-Deepmock-Look", "1"))
        #expect(made.status == 400)
        #expect(made.header("X-Deepmock-Request") != nil)
        #expect(try world.send(.get("/api/v1/jobs/").key()).status == 503)
    }

    // MARK: - Reading files

    private static func names(in text: String, before marks: [String], end: String = "\"") -> [String] {
        marks.flatMap { mark in
            text.components(separatedBy: mark).dropFirst().compactMap { $0.components(separatedBy: end).first }
        }.filter { !$0.isEmpty && $0.count < 60 }
    }

    /// The name of a file that another one names relative to itself.
    private static func resolve(_ path: String, from name: String) -> String {
        var folders = name.split(separator: "/").dropLast().map(String.init)
        for part in path.split(separator: "/") {
            switch part {
            case ".": break
            case "..": folders.removeLast()
            default: folders.append(String(part))
            }
        }
        return folders.joined(separator: "/")
    }
}
