// `deepmock verdict`: judges the run of a server that is there already.

import ArgumentParser
import Host
import Verdict

/// Prints the verdict of a running server.
struct VerdictCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verdict",
        abstract: "Judge what clients did: refused requests, unknown paths, plans that were not met.",
        discussion: """
            Prints what a person reads in ten seconds on standard error. Exits with 0 if the run passes, with 1 if it \
            does not, with 2 if there is no verdict. A refusal that a test means is announced with \
            POST /__admin/requests/expect.
            """)

    @Option(help: ArgumentHelp("URL of the server (default: http://127.0.0.1:8484).", valueName: "url"))
    var url: String?

    @Option(help: ArgumentHelp("Tenant to judge (default: all, as one run).", valueName: "name"))
    var tenant: String?

    @Option(help: ArgumentHelp("Token of the control plane.", valueName: "token"))
    var adminToken: String?

    @Option(help: ArgumentHelp("Seconds to wait for the answer (default: 10).", valueName: "s"))
    var timeout: Double?

    @OptionGroup(title: "Verdict")
    var flags: VerdictFlags

    func run() throws {
        var query: [(name: String, value: String)] = []
        if !flags.coverage.isEmpty { query.append(("min_coverage", flags.coverage.joined(separator: ","))) }
        if !flags.operations.isEmpty { query.append(("require", flags.operations.joined(separator: ","))) }
        if try flags.countsUnreadSinks() { query.append(("unread_sinks", "true")) }
        var url = try Flags.value(self.url, "--url", or: "http://127.0.0.1:8484")
        if let tenant = try Flags.optional(tenant, "--tenant") {
            while url.hasSuffix("/") { url.removeLast() }
            url += "/t/\(tenant)"
        } else {
            query.append(("worlds", "all"))
        }
        let seconds = try Flags.value(timeout, "--timeout", or: 10, ({ $0 > 0 && $0 <= 600 }, "seconds from 0 to 600"))
        let verdict: Verdict
        do {
            verdict = try VerdictClient.fetch(
                url: url, query: query, token: try Flags.optional(adminToken, "--admin-token"), seconds: seconds)
        } catch let failure as VerdictClient.Failure {
            throw NoVerdict(description: failure.description)
        }
        if try !flags.deliver(verdict) { throw ExitCode(1) }
    }
}

/// There is no verdict. The description is the line that the user sees.
struct NoVerdict: Error, CustomStringConvertible {
    let description: String
}
