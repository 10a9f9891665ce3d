// How a connection reads requests: heads, then their bodies, one after the other; what the handler gets of them.

import EventLoop
import HTTP
import System
import TLS

extension Connection {
    /// Moves on as far as the bytes that are there allow.
    func process() {
        guard !isProcessing else { return }
        isProcessing = true
        while phase == .head || phase == .body, advance() {}
        isProcessing = false
    }

    /// Takes one event from the reader; false when more bytes are needed or somebody else has to act first.
    func advance() -> Bool {
        if isPaused { return false }
        if let collector, collector.isCongested {
            stream.stopReading()
            deadline = .max
            return false
        }
        do throws(ProtocolError) {
            guard let event = try reader.next() else { return awaitBytes() }
            switch event {
            case .head(let head, let framing): try begin(head, framing)
            case .body(let piece): take(piece)
            case .end: if phase == .body { finishBody() }
            }
        } catch {
            fail(error)
        }
        return true
    }

    func awaitBytes() -> Bool {
        if hasPeerEnded || (isIdle && server.isDraining) {
            close()
        } else {
            stream.startReading()
        }
        return false
    }

    func begin(_ head: RequestHead, _ framing: Framing) throws(ProtocolError) {
        self.head = head
        keepsAlive = framing.keepAlive
        var framing = framing
        framing.isFromThisMachine = isTrusted
        framing.isSecure = session != nil
        if head.method == .connect { return try beginTunnel(head, framing) }
        if forward(head) { return }
        let admission = server.handler.admit(head, framing: framing)
        self.admission = admission
        guard framing.body != .none else {
            // The request ends here: let the reader know.
            _ = try reader.next()
            return handle(.none)
        }
        guard !admission.bodyPolicy.isRefused else {
            // Who waits for 100 and gets an answer instead need not send the body (RFC 9110 section 10.1.1).
            discardRest(isExpected: !framing.expectsContinue || reader.bufferedCount > 0)
            return handle(.none)
        }
        if case .length(let count) = framing.body, count > server.limits.bodyBytes {
            phase = .body
            // This throws: the body is too large.
            _ = try reader.next()
            return
        }
        if framing.expectsContinue, reader.bufferedCount == 0 {
            write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
        }
        if let body = shortBody(head, framing, admission.bodyPolicy) { return handle(.payload(.memory(body))) }
        uploadLimit = admission.bodyPolicy.cutAfter
        phase = .body
        deadline = server.now + server.timeouts.bodyMilliseconds
        let collector = BodyCollector(
            head: head, limits: server.limits, loop: server.loop, lanes: server.unpackLanes,
            directory: server.temporaryDirectory,
            isBinary: admission.bodyPolicy.isBinary)
        collector.onRelief = { [unowned self] in relieved() }
        collector.onMemoryChange = { [unowned self] in chargeMemory() }
        self.collector = collector
        hasLargeBody = true
        if case .length(let count) = framing.body { hasLargeBody = count > Self.freeBytes }
        if server.memory.isExhausted { pauseBody() }
    }

    /// A short body that has come with its head and is taken as it is: most bodies are such, and need no collector.
    private func shortBody(_ head: RequestHead, _ framing: Framing, _ policy: BodyPolicy) -> [UInt8]? {
        guard case .length(let count) = framing.body, count <= min(Self.freeBytes, server.limits.memoryBytes),
            policy.cutAfter == nil, BodyCollector.takesAsIs(head, isBinary: policy.isBinary)
        else { return nil }
        return reader.takeBody()
    }

    func beginTunnel(_ head: RequestHead, _ framing: Framing) throws(ProtocolError) {
        guard framing.body == .none else {
            throw ProtocolError(
                status: 400, reason: "A CONNECT request must not have a body.", rule: "RFC 9110 section 9.3.6")
        }
        _ = try reader.next()
        tunnel(head)
    }

    func take(_ piece: [UInt8]) {
        if let limit = uploadLimit {
            guard piece.count < limit else {
                collector?.append(Array(piece.prefix(limit)))
                return cutUpload()
            }
            uploadLimit = limit - piece.count
        }
        collector?.append(piece)
        chargeMemory()
    }

    /// The disk has caught up.
    func relieved() {
        guard phase == .body, !isProcessing, !isPaused else { return }
        deadline = server.now + server.timeouts.bodyMilliseconds
        process()
    }

    func finishBody() {
        phase = .storing
        deadline = .max
        collector?.finish { [unowned self] body in
            collector = nil
            handle(body)
        }
    }

    func handle(_ body: RequestBody) {
        let bytes = body.memoryCount
        guard !server.enqueue(self, holding: bytes) else {
            phase = .queued
            deadline = server.now + server.timeouts.bodyMilliseconds
            (queuedBody, queuedBodyBytes) = (body, bytes)
            return chargeMemory()
        }
        handleNow(body)
    }

    /// Others hold less memory now.
    func handleQueued() {
        guard phase == .queued, let body = queuedBody else { return }
        queuedBody = nil
        handleNow(body)
    }

    func handleNow(_ body: RequestBody) {
        guard let exchange = openExchange(body) else { return }
        server.handler.handle(exchange)
    }

    func openExchange(_ body: RequestBody) -> Exchange? {
        guard let head, let admission else { return nil }
        phase = .handling
        deadline = .max
        let peer = peer ?? stream.peerAddress?.description ?? ""
        self.peer = peer
        let exchange = Exchange(
            request: Request(head: head, body: body, peer: peer), admission: admission, connection: self)
        self.exchange = exchange
        chargeMemory()
        return exchange
    }
}
