// One connection: what state it is in, and how bytes that arrive move it on.

import EventLoop
import HTTP
import System
import TLS

/// The server's end of one connection. Requests are read, handled and answered one after the other; what a client sends
/// ahead waits in the reader, and beyond a bound in the client.
final class Connection {
    enum Phase {
        /// A request head is awaited or half there.
        case head
        /// A body arrives.
        case body
        /// The body is there, but not all of it is on disk.
        case storing
        /// The request is there, but others hold the memory.
        case queued
        /// The handler has the request.
        case handling
        /// An answer leaves.
        case sending
        /// An answer leaves whose body has no known end.
        case live
        /// The last answer has left; input is thrown away until the peer closes its side. Closing first could destroy
        /// the answer on its way (RFC 9112 section 9.6).
        case lingering
        /// A tunnel leads on to another host, or will.
        case relaying
        /// Over.
        case closed
    }

    /// Bytes of further requests that are kept while one is being answered.
    static let readAhead = 16 << 10
    /// Bytes that a connection may hold without being charged.
    static let freeBytes = 16 << 10

    let server: HTTPServer
    let stream: Stream
    var phase = Phase.head
    /// When patience ends, in the loop's milliseconds.
    var deadline: Int
    /// Place in the server's list.
    var index = 0
    /// Whether the server will call ``process()`` in the next turn.
    var isScheduled = false
    /// Whether the peer has shut down its side.
    var hasPeerEnded = false
    var isProcessing = false
    var reader: RequestReader
    var head: RequestHead?
    var keepsAlive = false
    var collector: BodyCollector?
    /// Whether nothing of a body is read, because memory is short.
    var isPaused = false
    /// Whether the body is, or may be, too large for the memory that is free for everybody.
    var hasLargeBody = false
    /// The body of a request that waits for memory.
    var queuedBody: RequestBody?
    /// What is charged to the server's budget.
    private var charged = 0
    /// What the handler said about the head; it comes back to the handler with the body.
    var admission: Admission?
    var exchange: Exchange?
    /// Whether a request was answered before its end, so that the rest of it is thrown away.
    var isDiscarding = false
    /// Until when input is thrown away; nil if none has to be yet.
    var discardEnd: Int?
    var peer: String?
    /// Whether the peer may speak for other clients.
    lazy var isTrusted = stream.peerAddress.map(server.trusts) ?? false
    /// What is left of an answer's body.
    var source: AnswerSource?
    /// Whether the answer's next bytes are on their way, from the pool or by a timer. A write may be known to have left
    /// long after it did, so a drained stream says nothing then.
    var awaitsBytes = false
    /// How many bytes the pool reads for the answer.
    var bytesFromPool = 0
    /// How many bytes of an answer a fault holds back.
    var bytesHeldBack = 0
    /// How many answers there were, for what ends later than the answer that it is about.
    var answerNumber = 0
    /// Whether what is left of the answer is being moved to a file.
    var isMovingAnswer = false
    /// Whether the connection ends with the answer that leaves.
    var isLastAnswer = false
    /// The body of a live answer.
    var live: (any LiveBody)?
    /// Delays an answer or doses it out.
    private var faultTimer: Timer?
    /// How many bytes of the body may come before the connection is reset; nil is all.
    var uploadLimit: Int?
    /// How many bytes the body of a request that waits has in memory.
    var queuedBodyBytes = 0
    /// What was queued when patience was last measured.
    var queuedAtDeadline = 0
    /// Whether the first byte has yet to tell TLS from HTTP.
    var isFresh = true
    /// TLS, if the client wanted it.
    var session: TLSSession?
    /// The host whose tunnel ends here; nil outside of a tunnel.
    var tunnelName: ServerName?
    /// The far end of a tunnel that leads on, and what looks for it.
    var relay: Relay?
    var relayConnector: Connector?

    init(server: HTTPServer, stream: Stream) {
        self.server = server
        self.stream = stream
        reader = RequestReader(limits: server.limits)
        deadline = server.now + server.timeouts.idleMilliseconds
    }

    /// Whether the connection waits for a request of which nothing has come.
    var isIdle: Bool { phase == .head && reader.isBetweenRequests }
    /// Whether something must be done although no byte arrives.
    var hasInput: Bool { reader.bufferedCount > 0 || hasPeerEnded || !stream.isReading }

    /// Gives back memory that only a busy connection needs.
    func shrink() {
        if isIdle { reader.shrink() }
    }

    /// The answer to the request that the handler has.
    func respond(_ response: Response, live body: (any LiveBody)? = nil) {
        guard phase == .handling else {
            body?.end()
            return
        }
        exchange = nil
        if let body { return answer(response, live: body) }
        if let fault = response.fault { return answer(response, fault: fault) }
        answer(response, thenClose: !keepsAlive)
    }

    /// Calls `action` after a while, or again and again, unless the connection ends before.
    func startFaultTimer(afterMilliseconds: Int, repeatingMilliseconds: Int = 0, _ action: @escaping () -> Void) {
        faultTimer?.close()
        faultTimer = try? Timer(loop: server.loop, action)
        faultTimer?.start(afterMilliseconds: afterMilliseconds, repeatingMilliseconds: repeatingMilliseconds)
    }

    func stopFaultTimer() {
        faultTimer?.close()
        faultTimer = nil
    }

    /// Answers bytes that cannot be understood, or that came too slowly.
    func fail(_ error: ProtocolError) {
        let (isComing, isBody) = (phase == .body, phase == .body || phase == .queued)
        server.leaveQueue(self)
        queuedBody = nil
        isPaused = false
        handOverPart()
        collector?.cancel()
        collector = nil
        // Nobody knows where a head ends that is none; a body that comes too slowly is not waited for.
        discardRest(isExpected: isComing && error.status != 408)
        if isBody, let exchange = openExchange(.none) { return server.handler.handleFailure(exchange, error) }
        answer(server.handler.wireFailure(error, origin: reader.originOfRefusedHead), thenClose: true)
    }

    /// Charges what the connection holds now to the server's budget.
    func chargeMemory() {
        var held = reader.bufferedCount + bytesFromPool + bytesHeldBack + (source?.memoryCount ?? 0)
        held += collector?.memoryCount ?? queuedBody?.memoryCount ?? 0
        let due = phase == .closed ? 0 : max(0, held - Self.freeBytes)
        guard due != charged else { return }
        let change = due - charged
        charged = due
        server.memory.change(by: change)
        if change > 0, server.memory.isExhausted { server.wantsRelief() }
    }

    // MARK: - Between answers

    /// The answer has left.
    func finishAnswer() {
        source = nil
        chargeMemory()
        guard !isLastAnswer else { return linger() }
        head = nil
        admission = nil
        phase = .head
        let timeouts = server.timeouts
        deadline = server.now + (reader.bufferedCount > 0 ? timeouts.headMilliseconds : timeouts.idleMilliseconds)
        if !isProcessing, hasInput || server.isDraining { server.continueLater(self) }
    }

    private func linger() {
        phase = .lingering
        guard !hasPeerEnded else { return close() }
        if isDiscarding { findEnd() } else { discardNoMore() }
        waitForEnd()
        stream.startReading()
    }

    /// Ends the connection. A request that was being handled is abandoned.
    func close() {
        guard phase != .closed else { return }
        handOverPart()
        server.leaveQueue(self)
        queuedBody = nil
        phase = .closed
        dropLive()
        stopFaultTimer()
        session?.shutDown()
        session = nil
        relayConnector?.cancel()
        relayConnector = nil
        relay?.close()
        relay = nil
        stream.close()
        collector?.cancel()
        collector = nil
        source = nil
        chargeMemory()
        server.remove(self)
        let abandoned = exchange
        exchange = nil
        guard let abandoned else { return }
        abandoned.abandon()
        server.handler.abandon(abandoned.admission)
    }

    /// Gives the handler what has come of a body that will not come whole, once that is on disk. A server that drains
    /// has no time for it.
    private func handOverPart() {
        guard phase == .body, !server.isDraining, let collector, let head, let admission,
            admission.bodyPolicy.keepsPart
        else { return }
        self.collector = nil
        collector.onRelief = nil
        collector.onMemoryChange = nil
        let (handler, peer) = (server.handler, peer ?? stream.peerAddress?.description ?? "")
        collector.finish { body in
            // The collector must stay until the disk has everything.
            withExtendedLifetime(collector) {
                handler.handleCut(Request(head: head, body: body, peer: peer, isCut: true), admission)
            }
        }
    }

    /// Patience has ended.
    func expire() {
        switch phase {
        case .head where isIdle: close()
        case .head: fail(.tooSlow("The request head did not arrive in time."))
        case .body where isPaused, .queued: fail(.crowded)
        case .body: fail(.tooSlow("The request body did not arrive in time."))
        case .sending where stream.queuedBytes < queuedAtDeadline: waitForPeer()
        case .live: beat()
        case .lingering where isDiscarding && server.now < discardEnd ?? 0:
            // Nothing has come for a while. Perhaps the peer waits for us to end.
            discardNoMore()
            waitForEnd()
        case .relaying where relay == nil:
            relayConnector?.cancel()
            phase = .head
            let late = ProtocolError(
                status: 504, reason: "The host of the tunnel did not answer in time.", rule: "RFC 9110 section 15.6.5")
            answer(server.handler.wireFailure(late, origin: nil), thenClose: true)
        case .sending, .lingering, .relaying: close()
        case .storing, .handling, .closed: break
        }
    }
}

extension ProtocolError {
    fileprivate static let crowded = ProtocolError(
        status: 503, reason: "Other requests hold the memory of the server. Try again later.",
        rule: "RFC 9110 section 15.6.4")

    fileprivate static func tooSlow(_ reason: String) -> ProtocolError {
        ProtocolError(status: 408, reason: reason, rule: "RFC 9110 section 15.5.9")
    }
}
