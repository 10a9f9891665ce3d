// Answers whose body has no known end: sent in chunks, as fast as the peer reads, until one side ends it.

import EventLoop
import HTTP

extension Connection {
    /// The bytes that are taken and queued at a time.
    private static let livePiece = 64 << 10
    /// After how many milliseconds without anything to send a sign of life is sent.
    private static let pulseMilliseconds = 15_000

    /// Sends the head of a live answer, then its body as it comes.
    func answer(_ response: Response, live body: any LiveBody) {
        guard head?.method != .head else {
            body.end()
            return answer(response, thenClose: !keepsAlive)
        }
        phase = .live
        answerNumber += 1
        live = body
        server.output.removeAll(keepingCapacity: true)
        ResponseWriter.head(
            of: response, into: &server.output, minorVersion: head?.minorVersion ?? 1, keepAlive: sendsChunks,
            end: sendsChunks ? .chunks : .close)
        write(server.output)
        body.onChange = { [unowned self] in sendLive() }
        // Only whoever reads notices that the peer has left.
        stream.startReading()
        if server.isDraining { return finishLive() }
        sendLive()
    }

    /// HTTP/1.0 has no chunks.
    private var sendsChunks: Bool { (head?.minorVersion ?? 1) >= 1 }

    /// Sends what has come, unless something is still queued.
    func sendLive() {
        guard phase == .live, let live else { return }
        while stream.queuedBytes == 0 {
            let bytes = live.take(maximum: Self.livePiece)
            guard !bytes.isEmpty else {
                if live.isOver { return finishLive() }
                deadline = server.now + Self.pulseMilliseconds
                return
            }
            writeLive(bytes)
        }
        waitForPeer()
    }

    /// Nothing has happened for a while.
    func beat() {
        guard let live else { return close() }
        if stream.queuedBytes > 0 {
            guard stream.queuedBytes < queuedAtDeadline else { return close() }
            return waitForPeer()
        }
        writeLive(live.pulse)
        deadline = server.now + Self.pulseMilliseconds
    }

    /// Ends the body. The connection goes on if the peer can tell where the body has ended.
    func finishLive() {
        dropLive()
        if sendsChunks { write(Array("0\r\n\r\n".utf8)) }
        phase = .sending
        isLastAnswer = !sendsChunks || !keepsAlive || server.isDraining
        continueAnswer()
    }

    /// Lets go of the body, if there is one.
    func dropLive() {
        let body = live
        live = nil
        body?.onChange = nil
        body?.end()
    }

    private func writeLive(_ bytes: [UInt8]) {
        guard sendsChunks else { return write(bytes) }
        write(Array((String(bytes.count, radix: 16) + "\r\n").utf8) + bytes + [0x0D, 0x0A])
    }
}
