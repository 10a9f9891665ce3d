// How a connection sends responses: small ones in one write, large ones in pieces at the pace of the peer.

import EventLoop
import HTTP
import System

extension Connection {
    /// Bodies up to this size are sent together with the head in one write.
    private static let singleWriteBytes = 64 << 10
    /// How many bytes are queued for a peer that does not read. What is more stays in the source, which can be moved to
    /// a file.
    static let queueBytes = 16 << 10

    /// Sends a response. The next request, or the end of the connection, follows when it has been sent.
    func answer(_ response: Response, thenClose: Bool) {
        guard phase != .closed else { return }
        phase = .sending
        answerNumber += 1
        isLastAnswer = thenClose || server.isDraining
        let hasBody = head?.method != .head && ResponseWriter.mayHaveBody(response.status)
        server.output.removeAll(keepingCapacity: true)
        ResponseWriter.head(
            of: response, into: &server.output, minorVersion: head?.minorVersion ?? 1, keepAlive: !isLastAnswer)
        switch response.body {
        case .bytes(let bytes) where hasBody && bytes.count <= Self.singleWriteBytes:
            server.output.append(contentsOf: bytes)
        case .bytes where hasBody, .payload where hasBody, .sequence where hasBody:
            source = AnswerSource(response.body)
        case .none, .bytes, .payload, .sequence: break
        }
        let taken = write(server.output, queueing: Self.queueBytes)
        if taken < server.output.count {
            var rest = source ?? AnswerSource()
            rest.putFirst(Array(server.output[taken...]))
            source = rest
        }
        continueAnswer()
        chargeMemory()
    }

    /// Sends the next piece if nothing is queued; after the last one, continues with the connection.
    func continueAnswer() {
        while phase == .sending, !awaitsBytes {
            guard stream.queuedBytes == 0 else { return waitForPeer() }
            guard var rest = source, !rest.isEmpty else { return finishAnswer() }
            // One reference to the source: taking from it must not copy.
            source = nil
            let isSent = rest.takeFromMemory { write($0, queueing: Self.queueBytes) }
            source = rest
            if !isSent { return readOnPool() }
        }
    }

    /// Starts the time limit for the peer to read the queue.
    func waitForPeer() {
        queuedAtDeadline = stream.queuedBytes
        deadline = server.now + server.timeouts.writeMilliseconds
    }

    private func readOnPool() {
        guard let source else { return }
        // Nothing is queued, so the peer cannot be slow.
        deadline = .max
        awaitsBytes = true
        let size = server.memory.isExhausted ? AnswerSource.smallPieceSize : AnswerSource.pieceSize
        bytesFromPool = min(size, source.count)
        chargeMemory()
        server.loop.work(source.nextPiece(maximum: size)) { [self] result in
            awaitsBytes = false
            bytesFromPool = 0
            guard phase == .sending else { return }
            // The head promised a length. A response that falls short of it must not look complete.
            guard let piece = try? result.get() else { return close() }
            self.source?.take(write(piece, queueing: Self.queueBytes))
            continueAnswer()
            chargeMemory()
        }
    }
}
