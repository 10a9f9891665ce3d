// The program: its subcommands, and how errors are printed.

import ArgumentParser
import Embedded
import Exec
import System

/// `deepmock`, with one file for each subcommand.
@main
struct Deepmock: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deepmock",
        abstract: "A local mock server for Deepen Calibrate, Deepen AI, DeepOpinion Studio and DeepVA.",
        discussion: """
            Start the server, set your client's base URL to it, and use the demo credentials that it prints:

              deepmock serve --port 8484
              curl -H 'Authorization: Key demo-key' http://127.0.0.1:8484/api/v1/jobs/

            State is kept in memory, or in a directory with --data. To control time, start with --clock frozen and
            advance the clock through /__admin/clock/advance.
            """,
        version: Embedded.version,
        subcommands: [
            Serve.self, ExecCommand.self, Demo.self, CACommand.self, VerdictCommand.self, Check.self,
            ContractsCommand.self, Healthcheck.self, RouteCommand.self, MoveCommand.self,
        ],
        defaultSubcommand: nil)

    /// Runs the command line. A wrong value prints one line on standard error and exits with 64; exec has the statuses
    /// below 125 for its command.
    static func main() {
        let isExec = CommandLine.arguments.dropFirst().first == ExecCommand._commandName
        if let sentence = UnknownSubcommand.sentence(Array(CommandLine.arguments.dropFirst()), of: Deepmock.self) {
            fail(sentence, status: 64)
        }
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let error as FlagError {
            fail(error.description, status: isExec ? ExecFailure.ownFault : 64)
        } catch let error as StartError {
            fail(error.description, status: isExec ? ExecFailure.ownFault : 1)
        } catch let error as NotRun {
            fail(error.description, status: error.status)
        } catch let error as NoVerdict {
            fail(error.description, status: 2)
        } catch {
            let code = exitCode(for: error)
            guard code != .success else { exit(withError: error) }
            if let error = error as? ExitCode { exit(withError: error) }
            fail(
                message(for: error).split(separator: "\n").first.map(String.init) ?? "failed",
                status: isExec ? ExecFailure.ownFault : code.rawValue)
        }
    }

    private static func fail(_ message: String, status: Int32) -> Never {
        StandardStreams.write("deepmock: \(message)\n", to: .error)
        exit(withError: ExitCode(status))
    }
}

/// The server could not start. The description is the line that the user sees.
struct StartError: Error, CustomStringConvertible {
    let description: String
}
