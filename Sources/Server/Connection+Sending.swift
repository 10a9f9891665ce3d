// How answers leave a connection: small ones in one write, large ones piece by piece at the peer's pace.

import EventLoop
import HTTP
import System

extension Connection {
    /// Bodies up to this size leave in one write with their head.
    private static let singleWriteBytes = 64 << 10

    /// Sends an answer; what follows, the next request or the end, follows when it has left.
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
        case .bytes(let bytes) where hasBody:
            source = AnswerSource(payload: .memory(bytes), range: 0..<bytes.count)
        case .payload(let payload, let range) where hasBody:
            source = AnswerSource(payload: payload, range: range)
        case .none, .bytes, .payload: break
        }
        stream.write(server.output)
        continueAnswer()
    }

    /// Sends the next piece when nothing is queued, and goes on when there is none.
    func continueAnswer() {
        while phase == .sending, !awaitsBytes {
            guard stream.queuedBytes == 0 else { return waitForPeer() }
            guard var rest = source, !rest.isEmpty else { return finishAnswer() }
            let isFile = rest.isFile
            let read = rest.nextPiece()
            source = rest
            guard !isFile else { return readOnPool(read) }
            guard let piece = try? read() else { return close() }
            stream.write(piece)
        }
    }

    /// Gives the peer time to read what is queued.
    func waitForPeer() {
        queuedAtDeadline = stream.queuedBytes
        deadline = server.now + server.timeouts.writeMilliseconds
    }

    private func readOnPool(_ read: @escaping @Sendable () throws -> [UInt8]) {
        // The peer has nothing to be slow with.
        deadline = .max
        awaitsBytes = true
        server.loop.work(read) { [self] result in
            awaitsBytes = false
            guard phase == .sending else { return }
            // The head has promised a length: an answer that cannot keep it must not look complete.
            guard let piece = try? result.get() else { return close() }
            stream.write(piece)
            continueAnswer()
        }
    }
}
