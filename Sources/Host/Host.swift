// The server process: loop, sockets, emulator, and the turn that joins them.
//
// One turn of the loop: timers run what is due, sockets bring requests, each is answered into a held reply; the prepare
// hook, just before the loop sleeps, commits once and releases the replies. So an answered write is on disk.

import Control
import Dashboard
import DeepOpinion
import DeepVA
import DeepenCalibrate
import DeepenTools
import Embedded
import Emulator
import EventLoop
import HTTP
import JSON
import Server
import Store
import System
import TLS

/// A server, which runs until a signal stops it.
public final class Host {
    /// All platforms of the binary, including the control plane.
    public static let platforms: [Platform] = [
        DeepVA.platform, DeepOpinion.platform, DeepenTools.platform, DeepenCalibrate.platform,
        Control.platform([Dashboard.handlers], looks: Dashboard.looks),
    ]

    /// The longest wait for something that is due, in milliseconds: timers stand still while the machine sleeps, and the
    /// wall clock does not.
    private static let longestWait = 1000

    private let options: HostOptions
    /// The loop of the server.
    public let loop: Loop
    let server: HTTPServer
    let emulator: Emulator
    private let frontDoor: FrontDoor
    /// The port on which it listens, once it does.
    public private(set) var port = 0
    private var wake: Timer?
    /// Lets a turn begin without sleeping while work is left.
    private var nextTurn: Idle?
    private var signals: [Signal] = []
    private var isStopping = false

    /// Opens the data directory, the emulator and the sockets.
    ///
    /// - Throws: what ``HostFailure/sentence(for:)`` turns into one line.
    public init(_ options: HostOptions) throws {
        self.options = options
        SystemProcess.raiseOpenFileLimit()
        SystemProcess.returnLargeBlocks()
        loop = try Loop()
        let isExposed = options.host.map { !LoopbackName.contains($0) } ?? false
        let adminToken = options.adminToken ?? (isExposed ? AdminToken.make() : nil)
        let directory = try options.data.map { try DataDirectory(opening: $0, migrations: Embedded.migrations) }
        let memory = MemoryBudget(limit: options.bufferBytes)
        let temporaryPath = try directory?.temporaryPath ?? TemporaryDirectory.usable()
        emulator = try Emulator(
            configuration: Emulator.Configuration(
                tenants: options.tenants, externalURLs: options.externalURLs, adminToken: adminToken,
                hasDemoData: options.hasDemoData, seed: options.seed, version: Embedded.version,
                dataDirectory: options.data, temporaryDirectory: temporaryPath,
                deliveries: DeliveryPolicy(hosts: options.webhookHosts), checksAnswers: options.checksAnswers,
                proxy: ProxyPolicy(hosts: options.allowedHosts)),
            blueprint: .builtIn(), platforms: Self.platforms, directory: directory, pool: LoopPool(loop: loop),
            deliveries: HTTPWebhookTransport(loop: loop), wallClock: WallTime(), log: options.log,
            memory: memory)
        let identity = TLSIdentity(folder: options.authorityFolder ?? .ofUser, log: options.log)
        frontDoor = FrontDoor(
            emulator: emulator, identity: identity,
            proxy: options.upstreams.isEmpty
                ? nil : UpstreamProxy(options.upstreams, emulator: emulator, loop: loop))
        server = HTTPServer(
            loop: loop, limits: options.wire, timeouts: options.timeouts,
            temporaryDirectory: temporaryPath,
            maximumConnections: options.maximumConnections, memory: memory, handler: frontDoor)
        if let proxies = options.trustedProxies {
            server.trusts = { address in proxies.contains { $0.contains(address) } }
        }
        server.makeTLS = { identity.prepare() }
        emulator.certificateAuthority = { try identity.authority().certificatePEM }
        emulator.connectionCount = { [unowned server] in server.connectionCount }
        emulator.crowdedCount = { [unowned server] in server.queueLength }
        warnOfOverruledFlags()
    }

    /// A data directory that is there already has a world of its own; flags that say how a new one starts do nothing.
    private func warnOfOverruledFlags() {
        guard let data = options.data else { return }
        let flags = options.givenStartFlags.filter { $0.isOverruled(by: emulator) }.map(\.rawValue)
        guard !flags.isEmpty else { return }
        options.log.warning(
            "flags have no effect on the world that is already in the data directory",
            ["flags": flags.joined(separator: " "), "data": data])
    }

    /// Listens, prints the ready line, and serves until a signal. Returns when everything is answered and committed.
    public func run() throws {
        try begin()
        try watchSignals()
        if options.stopsWithInput { try StandardInput.terminateAtEnd() }
        try writeReadyFile()
        StandardStreams.write(readyLine, to: .output)
        ServiceManager.tell(.ready)
        options.whenReady?(base)
        SystemProcess.returnCode()
        loop.run()
    }

    /// Listens. Nothing is answered before the loop runs.
    public func begin() throws {
        port = try listen()
        emulator.ownAuthority = ReadyLine.authority(host: options.host, port: port)
        wake = try Timer(loop: loop) { [unowned self] in emulator.work() }
        loop.onPrepare = { [unowned self] in endTurn() }
        nextTurn = try Idle(loop: loop) { [unowned self] in if emulator.hasWork { emulator.work() } }
        options.log.info("listening", ["host": options.host ?? "127.0.0.1", "port": port])
    }

    /// Writes the ready file, if there is to be one: before the ready line, since whoever reads that may look at the file
    /// at once.
    public func writeReadyFile() throws {
        if let path = options.readyFile { try Files.writeAtomically(Array(readyLine.utf8), to: path) }
    }

    private func listen() throws -> Int {
        guard let host = options.host else { return try server.listen(on: ["127.0.0.1", "::1"], port: options.port) }
        return try server.listen(on: Listener.addresses(of: host, loop: loop), port: options.port)
    }

    private var readyLine: String {
        ReadyLine(emulator: emulator, host: options.host, port: port, data: options.data).text
    }

    // MARK: - The turn

    private func endTurn() {
        emulator.commitTurn()
        if emulator.hasWork || emulator.wantsQuietTurn { nextTurn?.arm() }
        guard let microseconds = emulator.microsecondsToNextDue() else {
            wake?.stop()
            return
        }
        wake?.start(afterMilliseconds: min((microseconds + 999) / 1000, Self.longestWait))
    }

    // MARK: - Stopping

    private func watchSignals() throws {
        for number in [Signal.terminate, Signal.interrupt] {
            signals.append(try Signal(loop: loop, number: number) { [unowned self] in stop() })
        }
    }

    /// First signal: drain. Second: end at once.
    private func stop() {
        guard !isStopping else {
            options.log.warning("second signal, stopping at once")
            SystemProcess.exitNow(status: 130)
        }
        ServiceManager.tell(.stopping)
        options.log.info("stopping, finishing requests in progress")
        stop {}
    }

    /// Accepts nothing any more, answers what is being asked, commits, and stops the loop.
    ///
    /// - Parameter beforeClosing: called when nothing changes any more, and everything is still there.
    public func stop(beforeClosing: @escaping () -> Void) {
        isStopping = true
        server.drain(deadlineMilliseconds: options.drainMilliseconds) { [unowned self] in
            emulator.commitTurn()
            beforeClosing()
            emulator.close()
            for signal in signals { signal.close() }
            wake?.close()
            nextTurn?.close()
            loop.onPrepare = nil
            loop.stop()
        }
    }
}
