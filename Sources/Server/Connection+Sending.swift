// How a connection sends responses: small ones in one write, large ones in pieces at the pace of the peer.

import EventLoop
import HTTP
import System

extension Connection {
    /// Bodies up to this size are sent together with the head in one write.
    private static let singleWriteBytes = 64 << 10

    /// Sends a response. The next request, or the end of the connection, follows when it has been sent.
    func answer(_ response: Response, thenClose: Bool) {
        guard phase != .closed else { return }
        phase = .sending
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
        write(server.output)
        continueAnswer()
    }

    /// Sends the next piece if nothing is queued; after the last one, continues with the connection.
    func continueAnswer() {
        while phase == .sending, !awaitsBytes {
            guard stream.queuedBytes == 0 else { return waitForPeer() }
            guard var rest = source, !rest.isEmpty else { return finishAnswer() }
            let isFile = rest.isFile
            let read = rest.nextPiece()
            source = rest
            guard !isFile else { return readOnPool(read) }
            guard let piece = try? read() else { return close() }
            write(piece)
        }
    }

    /// Starts the time limit for the peer to read the queue.
    func waitForPeer() {
        queuedAtDeadline = stream.queuedBytes
        deadline = server.now + server.timeouts.writeMilliseconds
    }

    private func readOnPool(_ read: @escaping @Sendable () throws -> [UInt8]) {
        // Nothing is queued, so the peer cannot be slow.
        deadline = .max
        awaitsBytes = true
        server.loop.work(read) { [self] result in
            awaitsBytes = false
            guard phase == .sending else { return }
            // The head promised a length. A response that falls short of it must not look complete.
            guard let piece = try? result.get() else { return close() }
            write(piece)
            continueAnswer()
        }
    }
}
