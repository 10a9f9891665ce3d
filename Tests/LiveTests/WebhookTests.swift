// Webhooks on real sockets: receivers that fail, lie or say nothing, and a process that is killed while it delivers.

import Foundation
import Testing

@Suite("Webhooks")
struct WebhookTests {
    /// Runs a Python script of `fixtures/stories`, which must end well.
    private static func tell(_ story: String, _ arguments: String...) throws {
        let outcome = try Program.run(
            "/usr/bin/python3", [Folder.fixture("stories/\(story)")] + arguments,
            environment: ["PYTHONDONTWRITEBYTECODE": "1"], seconds: 120)
        guard outcome.ending == .exit(0), outcome.output == "ok\n" else {
            throw LiveFailure("\(story) ended with \(outcome.ending): \(outcome.errors)\(outcome.output)")
        }
    }

    @Test("signed deliveries reach a receiver that fails twice first; dead, silent and lying ones block nobody")
    func receivers() throws {
        try Server.run("--clock", "frozen") { server in try Self.tell("webhooks.py", server.base) }
    }

    @Test("a delivery in flight when the process is killed is made again by the next one")
    func restart() throws {
        try Folder.temporary { folder in try Self.tell("webhook_restart.py", Program.binary(), folder) }
    }

    @Test("what may be allowed is hosts", arguments: ["a:80", "http://a", "a b", "a,,b", ","])
    func flag(value: String) throws {
        let outcome = try Program.run(
            Program.binary(), ["serve", "--port", "0", "--webhook-allow", value], seconds: 30)
        #expect(outcome.ending == .exit(64))
        let sentence = "deepmock: --webhook-allow must be host names or addresses without ports, or *"
        #expect(outcome.errors.hasPrefix(sentence))
    }
}
