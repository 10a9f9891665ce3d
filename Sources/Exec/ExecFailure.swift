// Why a command was not run, with the exit status that says so.

/// A command that was not run.
public struct ExecFailure: Error, Sendable, Equatable {
    /// The statuses that env(1), timeout(1) and shells use: the program itself failed, the command cannot be run, there is
    /// no such command.
    public static let (ownFault, notExecutable, notFound): (Int32, Int32, Int32) = (125, 126, 127)

    /// The exit status.
    public let status: Int32
    /// What to tell a user.
    public let message: String

    static func notFound(_ word: String) -> ExecFailure {
        ExecFailure(status: notFound, message: "\(word): there is no such command.")
    }

    static func notExecutable(_ path: String, _ reason: String = "it may not be executed") -> ExecFailure {
        ExecFailure(status: notExecutable, message: "\(path) cannot be run: \(reason).")
    }

    static func own(_ message: String) -> ExecFailure { ExecFailure(status: ownFault, message: message) }
}
