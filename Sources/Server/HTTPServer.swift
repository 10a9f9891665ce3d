// The server: listens, keeps its connections and their deadlines, and drains.

import EventLoop
import HTTP
import System
import TLS

/// An HTTP/1.1 server on one loop. It belongs to the loop's thread.
public final class HTTPServer {
    let loop: Loop
    let limits: WireLimits
    let timeouts: Timeouts
    let temporaryDirectory: String
    let handler: any RequestHandler
    /// The memory of bodies and unsent answers.
    let memory: MemoryBudget
    /// How many connections there may be when nobody says otherwise.
    public static let defaultMaximumConnections = 20_000
    /// How often a free port is looked for that every address has.
    private static let portAttempts = 20
    private let maximumConnections: Int
    private var listeners: [Listener] = []
    private var connections: [Connection] = []
    /// Connections that go on in the next turn.
    private var waiting: [Connection] = []
    /// Whole requests that wait until others hold less memory, and what they hold themselves.
    private var queue: [Connection] = []
    private var queuedBytes = 0
    /// Requests that are being handled.
    private var exchangeCount = 0
    /// Where packed bodies are unpacked.
    let unpackLanes: UnpackLanes
    /// Whether connections are to move what they hold to files.
    private var needsRelief = false
    private var sweeper: Timer?
    private var nextTurn: Idle?
    private var drainTimer: Timer?
    private var onDrained: (() -> Void)?
    /// Whether answers are the last ones of their connections.
    private(set) var isDraining = false
    /// Prepares TLS at the first connection that wants it; nil, as if there were no TLS, when it cannot.
    public var makeTLS: () -> TLSContext? = { nil }
    private var tlsContext: TLSContext?
    /// Whether a peer may say what other clients used, as a proxy does: those on this machine, unless the owner says
    /// otherwise.
    public var trusts: (SocketAddress) -> Bool = { $0.isLoopback }
    /// Where small answers are put together; one for all connections, because it is empty again after each write.
    var output: [UInt8] = []

    /// Makes a server that does not listen yet.
    ///
    /// - Parameters:
    ///   - limits: what a peer may send.
    ///   - timeouts: how long it may take.
    ///   - temporaryDirectory: where large bodies go while they arrive.
    ///   - maximumConnections: connections at a time; further ones get a 503 and are closed.
    ///   - memory: what bodies and unsent answers are charged to; the server is told about its changes.
    ///   - handler: answers the requests; the server keeps it.
    public init(
        loop: Loop, limits: WireLimits, timeouts: Timeouts, temporaryDirectory: String,
        maximumConnections: Int = HTTPServer.defaultMaximumConnections, memory: MemoryBudget = MemoryBudget(),
        handler: any RequestHandler
    ) {
        self.loop = loop
        self.limits = limits
        self.timeouts = timeouts
        self.temporaryDirectory = temporaryDirectory
        self.maximumConnections = maximumConnections
        self.memory = memory
        unpackLanes = UnpackLanes(loop: loop)
        self.handler = handler
        memory.onChange = { [weak self] in self?.memoryChanged() }
    }

    /// How many connections there are.
    public var connectionCount: Int { connections.count }

    var now: Int { loop.now }

    /// Listens on one more address.
    ///
    /// - Parameter port: 0 lets the system choose.
    /// - Returns: the port.
    public func listen(host: String, port: Int) throws(LoopError) -> Int {
        if sweeper == nil { sweeper = try Timer(loop: loop) { [unowned self] in sweep() } }
        if nextTurn == nil { nextTurn = try Idle(loop: loop) { [unowned self] in continueWaiting() } }
        let listener = try Listener(loop: loop, host: host, port: port) { [unowned self] in accept($0) }
        listeners.append(listener)
        return listener.port
    }

    /// Accepts connections of a socket that listens already, and that is the server's from now on.
    public func listen(adopting descriptor: Int32) throws(LoopError) {
        listeners.append(try Listener(loop: loop, adopting: descriptor) { [unowned self] in accept($0) })
    }

    /// Listens on several addresses with one port. Addresses that the machine does not have are passed over, such as those
    /// of IPv6 on a machine without it, unless none is left.
    ///
    /// - Parameter port: 0 lets the system choose one that is free on every address.
    /// - Returns: the port.
    public func listen(on hosts: [String], port: Int) throws(LoopError) -> Int {
        var attempts = port == 0 ? Self.portAttempts : 1
        while true {
            attempts -= 1
            do throws(LoopError) {
                return try listenOnce(on: hosts, port: port)
            } catch {
                guard error.isAddressInUse, attempts > 0 else { throw error }
            }
        }
    }

    private func listenOnce(on hosts: [String], port: Int) throws(LoopError) -> Int {
        let earlier = listeners.count
        var chosen: Int?
        var missing: LoopError?
        for host in hosts {
            do throws(LoopError) {
                chosen = try listen(host: host, port: chosen ?? port)
            } catch {
                guard error.isAddressMissing else {
                    for listener in listeners[earlier...] { listener.close() }
                    listeners.removeSubrange(earlier...)
                    throw error
                }
                missing = error
            }
        }
        if let chosen { return chosen }
        throw missing ?? LoopError(code: 0, operation: "listen without an address")
    }

    /// What TLS connections share.
    func tls() -> TLSContext? {
        if tlsContext == nil { tlsContext = makeTLS() }
        return tlsContext
    }

    /// Accepts nothing any more; connections that are there go on.
    public func stopAccepting() {
        for listener in listeners { listener.close() }
        listeners = []
    }

    /// Stops accepting, closes idle connections, answers what is being asked, and closes the rest at the deadline.
    ///
    /// - Parameter completion: called once, in a later turn, when no connection is left and the server holds nothing
    ///   of the loop any more.
    public func drain(deadlineMilliseconds: Int, completion: @escaping () -> Void) {
        precondition(!isDraining, "A server drains once; keep the first completion.")
        isDraining = true
        onDrained = completion
        stopAccepting()
        if nextTurn == nil { nextTurn = try? Idle(loop: loop) { [unowned self] in continueWaiting() } }
        for connection in connections.reversed() where connection.isIdle || connection.phase == .relaying {
            connection.close()
        }
        for connection in connections.reversed() where connection.phase == .live { connection.finishLive() }
        drainTimer = try? Timer(loop: loop) { [unowned self] in
            for connection in connections.reversed() { connection.close() }
        }
        drainTimer?.start(afterMilliseconds: deadlineMilliseconds)
        nextTurn?.arm()
    }

    // MARK: - Connections

    private func accept(_ stream: Stream) {
        guard connections.count < maximumConnections else { return turnAway(stream) }
        let connection = Connection(server: self, stream: stream)
        connection.index = connections.count
        connections.append(connection)
        if connections.count == 1 {
            let interval = timeouts.sweepMilliseconds
            sweeper?.start(afterMilliseconds: interval, repeatingMilliseconds: interval)
        }
        stream.setDelegate(connection)
        stream.startReading()
    }

    /// Says 503 and closes, whatever the peer does.
    private func turnAway(_ stream: Stream) {
        let error = ProtocolError(
            status: 503, reason: "There are \(maximumConnections) connections already.", rule: "connection limit")
        let response = handler.wireFailure(error, origin: nil)
        output.removeAll(keepingCapacity: true)
        ResponseWriter.head(of: response, into: &output, minorVersion: 1, keepAlive: false)
        if case .bytes(let bytes) = response.body { output += bytes }
        stream.write(output)
        stream.close()
    }

    func remove(_ connection: Connection) {
        leaveQueue(connection)
        let last = connections.removeLast()
        if last !== connection {
            connections[connection.index] = last
            last.index = connection.index
        }
        guard connections.isEmpty else { return }
        sweeper?.stop()
        if isDraining { nextTurn?.arm() }
    }

    /// Lets a connection go on in the next turn: never in the prepare hook, in which answers may have been released, as
    /// what is handled there would wait for an unrelated event.
    func continueLater(_ connection: Connection) {
        guard !connection.isScheduled else { return }
        connection.isScheduled = true
        waiting.append(connection)
        nextTurn?.arm()
    }

    private func continueWaiting() {
        let ready = waiting
        waiting = []
        for connection in ready {
            connection.isScheduled = false
            connection.process()
        }
        relieve()
        serveQueue()
        if isDraining, connections.isEmpty { finishDraining() }
    }

    // MARK: - Memory

    /// How many requests wait because others hold the memory.
    public var queueLength: Int { queue.count }

    /// The budget has become exhausted, or there is room again.
    private func memoryChanged() {
        if memory.isExhausted {
            // At once: whoever has bytes to read would be next.
            for connection in connections { connection.pauseBody() }
        }
        wantsRelief()
    }

    /// Moves what is held to files, or lets those go on who waited, in the next turn.
    func wantsRelief() {
        needsRelief = true
        nextTurn?.arm()
    }

    private func relieve() {
        guard needsRelief else { return }
        needsRelief = false
        let isExhausted = memory.isExhausted
        // Whoever closes moves the last connection into its place, which has been looked at.
        for connection in connections.reversed() {
            if isExhausted { connection.moveToFiles() } else { connection.resumeBody() }
        }
    }

    /// Whether a request must wait: what others hold, apart from those that wait, too, is too much. One request is always
    /// handled.
    private var isCrowded: Bool { exchangeCount > 0 && memory.used - queuedBytes >= memory.limit }

    /// Lets a whole request wait if it must; true if it does.
    func enqueue(_ connection: Connection, holding bytes: Int) -> Bool {
        guard isCrowded || !queue.isEmpty else { return false }
        queue.append(connection)
        queuedBytes += bytes
        nextTurn?.arm()
        return true
    }

    func leaveQueue(_ connection: Connection) {
        guard connection.phase == .queued, let place = queue.firstIndex(where: { $0 === connection }) else { return }
        queue.remove(at: place)
        queuedBytes -= connection.queuedBodyBytes
    }

    private func serveQueue() {
        while let connection = queue.first, !isCrowded {
            queue.removeFirst()
            queuedBytes -= connection.queuedBodyBytes
            connection.handleQueued()
        }
    }

    func exchangeBegan() {
        exchangeCount += 1
    }

    func exchangeEnded() {
        exchangeCount -= 1
        if !queue.isEmpty { nextTurn?.arm() }
    }

    private func finishDraining() {
        guard let completion = onDrained else { return }
        onDrained = nil
        sweeper?.close()
        nextTurn?.close()
        drainTimer?.close()
        completion()
    }

    /// Ends what has outlived its deadline, and takes memory back from connections that rest.
    private func sweep() {
        let now = loop.now
        var index = connections.count - 1
        while index >= 0 {
            // Whoever closes moves the last connection, which has been looked at, into the place.
            if index < connections.count {
                let connection = connections[index]
                if connection.deadline <= now { connection.expire() } else { connection.shrink() }
            }
            index -= 1
        }
    }
}
