// `deepmock exec`: runs a command against a server of its own, and judges the run.

import ArgumentParser
import Exec
import Host
import System
import TLS
import Verdict

/// Runs a command against a fresh server.
struct ExecCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exec",
        abstract: "Run a command whose clients reach deepmock in place of the real services, and judge the run.",
        usage: "deepmock exec [<options>] -- <command> ...",
        discussion: """
            Starts a server on a free port with a certificate authority of its own, runs the command with variables that \
            lead clients to it (proxy, trusted certificates, DEEPMOCK_URL), and stops the server with the command. \
            Clients that ignore such variables need --isolate (Linux).
            Exits with the status of the command, or 128 and the number of the signal that ended it; with 1 when only \
            the verdict fails. When the command was not run: 125 because of deepmock itself, 126 because the command \
            cannot be run, 127 because there is none of that name.
            """)

    @Flag(
        help:
            "Give the command a network of its own, in which the services' names lead to deepmock and nothing else can be reached."
    )
    var isolate = false

    @Flag(help: "With --isolate: leave the command the network of the machine. Ports 443 and 80 must be free.")
    var shareNetwork = false

    @Option(
        name: .customLong("ca-file"),
        help: ArgumentHelp(
            "With --isolate: a further bundle of trusted certificates that a client reads; may be repeated.",
            valueName: "file"))
    var certificateFiles: [String] = []

    @Flag(help: "Do not judge the run.")
    var noVerdict = false

    @OptionGroup(title: "Verdict")
    var verdict: VerdictFlags

    @OptionGroup(title: "Flags of serve")
    var serve: Serve

    @Argument(parsing: .postTerminator, help: ArgumentHelp("The command and its arguments.", valueName: "command"))
    var command: [String] = []

    func run() throws {
        guard !command.isEmpty else {
            throw FlagError(description: "exec needs a command behind --, as in deepmock exec -- npm test.")
        }
        guard !serve.untilStdinEnds else {
            throw FlagError(description: "exec has no --until-stdin-ends: standard input is the command's.")
        }
        let isolates = try Flags.isOn(isolate, "--isolate")
        let shares = try Flags.isOn(shareNetwork, "--share-network")
        guard isolates || !shares else { throw FlagError(description: "--share-network needs --isolate.") }
        let isolation: Isolation = isolates ? (shares ? .sharedNetwork : .full) : .none
        let folder = try makeFolder()
        defer { try? Files.removeTree(folder) }
        let status = try run(isolation, in: folder)
        try? Files.removeTree(folder)
        // What the thread pool still computes has nobody left to wait for it.
        SystemProcess.exitNow(status: status)
    }

    private func makeFolder() throws -> String {
        do {
            return try ExecRun.makeFolder()
        } catch {
            throw StartError(description: error.message)
        }
    }

    /// Runs the command, and gives the exit status of the whole.
    private func run(_ isolation: Isolation, in folder: String) throws -> Int32 {
        var isPassed = true
        do {
            if let path = try serve.readyPath() { try Files.remove(path) }
            var options = try serve.options(anyPort: true, defaultLevel: "warning")
            options.authorityFolder = options.authorityFolder ?? AuthorityFolder(folder)
            let host = try Host(options)
            // Misspelt names must not be found only when the command has run.
            if !noVerdict { _ = try judge(host) }
            let run = ExecRun(
                host: host,
                command: ExecRun.Command(
                    words: command, isolation: isolation,
                    certificateFiles: Flags.list(certificateFiles, "--ca-file")),
                folder: folder)
            var failure: (any Error)?
            let status = try run.run {
                guard !noVerdict else { return }
                do {
                    isPassed = try verdict.deliver(judge(host))
                } catch {
                    failure = error
                }
            }
            if let failure { throw failure }
            return status != 0 ? status : isPassed ? 0 : 1
        } catch let error as FlagError {
            throw error
        } catch let error as ExecFailure {
            throw NotRun(status: error.status, description: error.message)
        } catch let error as StartError {
            throw error
        } catch {
            throw StartError(description: HostFailure.sentence(for: error))
        }
    }

    private func judge(_ host: Host) throws -> Verdict {
        try host.verdict(
            coverage: verdict.coverage, operations: verdict.operations,
            hasUnreadSinks: try verdict.countsUnreadSinks())
    }
}

/// The command was not run. The description is the line that the user sees.
struct NotRun: Error, CustomStringConvertible {
    let status: Int32
    let description: String
}
