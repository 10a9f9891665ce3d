// A process that a test starts, watches and always reaps.

import Foundation

/// A running program. Its output goes to files, so that nobody has to read while it runs.
final class Program {
    /// How a program ended.
    enum Ending: Equatable {
        case exit(Int32)
        case signal(Int32)
    }

    let id: pid_t
    private let folder: String
    private(set) var ending: Ending?

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - path: the executable; looked up in `PATH` when it has no slash.
    ///   - environment: added to this process's own, from which every `DEEPMOCK_` variable is taken away.
    ///   - folder: an existing folder for what it writes.
    init(_ path: String, _ arguments: [String], environment: [String: String] = [:], in folder: String) throws {
        self.folder = folder
        var variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("DEEPMOCK_") }
        variables.merge(environment) { $1 }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "\(folder)/stdout", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, "\(folder)/stderr", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        // The kernel ends the program with the thread that started it, so that not even a test run that crashes leaves
        // servers behind. A test stays on its thread.
        let command = ["setpriv", "--pdeathsig", "KILL", "--", path] + arguments
        let argv = command.map { strdup($0) } + [nil]
        let envp = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (argv + envp).forEach { free($0) } }
        // A test's thread may block signals, and a program would inherit that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var nothing = sigset_t()
        sigemptyset(&nothing)
        posix_spawnattr_setsigmask(&attributes, &nothing)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var id = pid_t()
        let status = posix_spawnp(&id, command[0], &actions, &attributes, argv, envp)
        guard status == 0 else {
            throw LiveFailure("\(command[0]) cannot be started: \(String(cString: strerror(status)))")
        }
        self.id = id
    }

    deinit { kill() }

    /// What it has written to standard output.
    var output: String { Folder.text("\(folder)/stdout") }

    /// What it has written to standard error.
    var errors: String { Folder.text("\(folder)/stderr") }

    /// Whether it still runs.
    var isRunning: Bool { reap(WNOHANG) == nil }

    func send(signal: Int32) {
        if ending == nil { Foundation.kill(id, signal) }
    }

    /// Waits until it has ended.
    @discardableResult
    func wait(seconds: Double = Deadline.patience) throws -> Ending {
        try Deadline.wait(for: "the end of process \(id), which wrote: \(errors)", seconds: seconds) { reap(WNOHANG) }
    }

    /// Ends it at once, with no chance to do anything.
    func kill() {
        send(signal: SIGKILL)
        _ = reap(0)
    }

    private func reap(_ options: Int32) -> Ending? {
        guard ending == nil else { return ending }
        var status: Int32 = 0
        guard waitpid(id, &status, options) == id else { return nil }
        ending = status & 0x7F == 0 ? .exit(status >> 8 & 0xFF) : .signal(status & 0x7F)
        return ending
    }
}

extension Program {
    /// What a program that has ended on its own leaves behind.
    struct Outcome {
        let ending: Ending
        let output: String
        let errors: String
    }

    /// Runs a program to its end.
    static func run(
        _ path: String, _ arguments: [String], environment: [String: String] = [:], seconds: Double = Deadline.patience
    ) throws -> Outcome {
        try Folder.temporary { folder in
            let program = try Program(path, arguments, environment: environment, in: folder)
            defer { program.kill() }
            let ending = try program.wait(seconds: seconds)
            return Outcome(ending: ending, output: program.output, errors: program.errors)
        }
    }

    /// Runs `deepmock` to its end.
    static func deepmock(_ arguments: String..., environment: [String: String] = [:]) throws -> Outcome {
        try run(try binary(), arguments, environment: environment)
    }

    /// The path of the `deepmock` that was built beside these tests.
    static func binary() throws -> String {
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let path = URL(filePath: tests).deletingLastPathComponent().appending(path: "deepmock").path
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw LiveFailure("\(path) is missing: build with swift build --build-tests")
        }
        return path
    }
}
