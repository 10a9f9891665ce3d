// One run: the server begins, the command runs against it, and both end.

import CSpawn
import EventLoop
import Host
import JSON
import System
import TLS

#if canImport(Glibc)
import Glibc
#endif

/// A command and the server that it runs against.
public final class ExecRun {
    /// What is run.
    public struct Command: Sendable {
        /// The command and its arguments.
        public var words: [String]
        /// How it is kept from the services of the world.
        public var isolation: Isolation
        /// Further bundles of certificates that are covered when it is isolated.
        public var certificateFiles: [String]

        /// A command from its parts.
        public init(words: [String], isolation: Isolation, certificateFiles: [String]) {
            self.words = words
            self.isolation = isolation
            self.certificateFiles = certificateFiles
        }
    }

    private let host: Host
    private let command: Command
    private let folder: String
    private var watchers: [Signal] = []
    private var relay = SignalRelay()
    private var child: ChildProcess?
    private var names: NameService?
    private let terminal = deepmock_terminal()
    private var status: Int32 = 0
    private var isOver = false

    /// - Parameter folder: an existing folder for the files of the run.
    public init(host: Host, command: Command, folder: String) {
        self.host = host
        self.command = command
        self.folder = folder
    }

    /// A folder for the files of one run, which nobody else can read.
    public static func makeFolder() throws(SystemError) -> String {
        let name = Randomness.bytes(6).map { String($0, radix: 36) }.joined()
        let path = TemporaryDirectory.path + "/deepmock-exec-\(SystemProcess.id)-\(name)"
        try Files.createDirectory(path)
        return path
    }

    /// Starts the server, runs the command to its end, then stops the server.
    ///
    /// - Parameter finish: called when the command has ended and everything that it caused is committed, before the server
    ///   forgets it.
    /// - Returns: the command's exit status, or 128 and the number of the signal that ended it.
    /// - Throws: ``ExecFailure`` when the command could not begin.
    public func run(_ finish: @escaping () -> Void) throws(ExecFailure) -> Int32 {
        let environment = Environment.all
        let path = try CommandPath.find(command.words[0], searchPath: environment["PATH"] ?? "/usr/bin:/bin")
        do {
            try host.begin()
            let child = try prepare(path: path, environment)
            for socket in child.sockets { try host.listen(adopting: socket) }
            if let socket = child.nameSocket { names = try answerNames(at: socket) }
            try host.writeReadyFile()
            try begin(child)
        } catch let failure as ExecFailure {
            throw failure
        } catch {
            throw .own(HostFailure.sentence(for: error))
        }
        host.serve()
        // Signals are still taken, and do nothing any more: a runner that repeats one must not cost the report.
        host.stop(beforeClosing: finish)
        host.serve()
        for watcher in watchers { watcher.close() }
        names?.close()
        return status
    }

    private func answerNames(at socket: Int32) throws -> NameService {
        let host = host
        let names = NameService.Names(
            local: Set(host.serviceHosts + [SystemProcess.hostName.lowercased()]), allowed: host.proxyLeads(to:),
            unexpected: host.noteForeignHost)
        return try NameService(loop: host.loop, adopting: socket, names)
    }

    private func prepare(path: String, _ environment: [String: String]) throws -> ChildProcess {
        let additions = environment["NODE_EXTRA_CA_CERTS"].flatMap { try? Files.read($0, maximumBytes: 1 << 20) } ?? []
        let trust = try TrustFiles(
            in: folder, certificate: host.certificateAuthority(), roots: SystemTrust.roots(environment),
            additions: additions)
        let isIsolated = command.isolation != .none
        let variables = ClientVariables(
            base: host.base, port: host.port, adminToken: host.adminToken, credentials: host.credentials,
            authorityPath: trust.authority, bundlePath: trust.bundle, trustStorePath: trust.trustStore,
            trustStorePassword: TrustStore.password, directHosts: isIsolated ? host.serviceHosts : [],
            serviceHosts: host.serviceHosts)
        if command.isolation == .sharedNetwork {
            do {
                for port in Isolation.servicePorts { try host.listenOnLoopback(port: port) }
            } catch {
                throw ExecFailure.own(
                    "--share-network takes ports 443 and 80 of this machine: \(HostFailure.sentence(for: error)) "
                        + "Run it as root where both are free, or leave --share-network out.")
            }
        }
        let covers = Covers(command, folder: folder, bundle: trust.bundle, environment)
        let plan = ChildProcess.Plan(
            path: path, arguments: command.words, environment: variables.merged(into: environment), terminal: terminal,
            isolation: command.isolation, covers: isIsolated ? try covers.files(services: host.serviceHosts) : [],
            ports: command.isolation == .full ? Isolation.servicePorts + [host.port] : [])
        return try ChildProcess(plan)
    }

    private func begin(_ child: ChildProcess) throws {
        self.child = child
        deepmock_adopt_orphans()
        watchers.append(try Signal(loop: host.loop, number: SIGCHLD) { [unowned self] in reap() })
        for number in SignalRelay.numbers {
            watchers.append(try Signal(loop: host.loop, number: number) { [unowned self] in pass(number) })
        }
        watchers.append(try Signal(loop: host.loop, number: SIGCONT) { [unowned self] in resume() })
        try child.begin()
    }

    private func pass(_ number: Int32) {
        switch relay.decide(number, now: host.loop.now) {
        case .forward: child?.send(number)
        case .kill: child?.send(SIGKILL)
        case .ignore: break
        }
    }

    /// Takes leave of every process that has ended; the command's own end is the end of the run.
    private func reap() {
        var (ending, status): (Int32, Int32) = (0, 0)
        while true {
            let id = unsafe deepmock_reap(&ending, &status)
            guard id != 0 else { return }
            guard id == child?.id else { continue }
            guard ending != 0 else {
                suspend()
                continue
            }
            self.status = status
            isOver = true
            takeTerminal()
            host.loop.stop()
        }
    }

    /// The command was stopped from its terminal: the shell gets that back, and we stop, too.
    private func suspend() {
        guard terminal >= 0 else { return }
        takeTerminal()
        raise(SIGSTOP)
    }

    private func resume() {
        guard !isOver, let child else { return }
        if terminal >= 0, deepmock_terminal() >= 0 { deepmock_foreground(terminal, child.id) }
        child.send(SIGCONT)
    }

    private func takeTerminal() {
        if terminal >= 0 { deepmock_foreground(terminal, getpgrp()) }
    }
}
